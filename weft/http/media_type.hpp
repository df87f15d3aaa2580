// RFC 9110 8.3.1: the media type of a file, from its name.
#pragma once

#include <string_view>

namespace weft::http {

// "text/html; charset=utf-8" for "/a/index.HTML". "application/octet-stream" where the extension says nothing to us.
std::string_view media_type_of(std::string_view path);

}  // namespace weft::http
