// A name for a file, made of the one that a client says its file has: RFC 7578 4.2 and RFC 6266 4.3 warn of these.
#pragma once

#include <string>
#include <string_view>

namespace weft::http {

// "passwd" for "../../etc/passwd", "photo.jpg" for "C:\fotos\photo.jpg". The result is UTF-8 of 1 to 200 octets, has no
// "/", "\" or control character, begins with no "." and ends with no "." or space; "file" where nothing is left. Two
// clients may say the same name, and a name says nothing of the content.
std::string safe_filename(std::string_view filename);

}  // namespace weft::http
