// RFC 7578: a form with texts and files as multipart/form-data.
//
//   weft::Multipart form;
//   form.text("title", "Holidays").file("photo", "/home/me/beach.jpg");
//   client.post(url).multipart(std::move(form)) …
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/client/content/stored.hpp>

namespace weft {

class Multipart {
 public:
  Multipart();

  Multipart& text(std::string_view name, std::string_view value);
  // Sent under the last part of its path; read while it is sent. The media type is that of its name, where it is not
  // given. std::invalid_argument for a media type that no field can have.
  Multipart& file(std::string_view name, std::string path, std::string_view media_type = {});
  // The same of a file that is in memory.
  Multipart& file_of(std::string_view name, std::string_view filename, std::string_view content,
                     std::string_view media_type = {});

  // "multipart/form-data; boundary=…"
  std::string media_type() const;
  std::vector<client::Stored::Part> take() &&;

 private:
  void add_text(std::string_view text);
  void begin_part(std::string_view name);
  void begin_file(std::string_view name, std::string_view filename, std::string_view media_type);

  std::string boundary_;
  std::vector<client::Stored::Part> parts_;
};

}  // namespace weft
