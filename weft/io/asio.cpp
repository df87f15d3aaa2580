// All of Asio that is no template, compiled once: the headers have only the declarations.
// Asio finds out whether there is aligned_alloc() by a macro that each header of the standard library brings. All
// sources must agree: memory of one is freed in another.
#include <cstddef>

#include <weft/io/asio.hpp>

// clang-format off: it takes the slash for a division.
#include WEFT_ASIO_HEADER(impl/src.hpp)
// clang-format on
