#include <weft/http/body_source.hpp>

namespace weft::http {

const Fields& BodySource::trailers() const {
  static const Fields none;
  return none;
}

}  // namespace weft::http
