#include <weft/server/errors.hpp>

#include <weft/server/context.hpp>
#include <weft/server/error_page.hpp>

namespace weft::server {

void problem_json(Context& c, const ErrorInfo& error) {
  auto page = problem_page(error.status, error.sentence);
  c.bytes(page.media_type, std::move(page.text));
}

}  // namespace weft::server
