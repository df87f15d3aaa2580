// All of Asio that is no template, compiled once: the headers have only the declarations.
#include <weft/io/asio.hpp>

// clang-format off: it takes the slash for a division.
#include WEFT_ASIO_HEADER(impl/src.hpp)
// clang-format on
