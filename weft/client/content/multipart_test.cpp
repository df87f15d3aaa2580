#include <weft/client/content/multipart.hpp>

#include <stdexcept>

#include <weft/client/content/support_test.hpp>

namespace weft::client {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

std::string text_of(Multipart form) {
  io::Loop loop;
  Stored content(std::move(form).take());
  auto opened = content.open(loop, [] {});
  EXPECT_TRUE(opened.has_value());
  std::string text;
  EXPECT_EQ(pull_all(*opened->body, text), http::Pulled::State::end);
  EXPECT_EQ(opened->length, text.size());
  return text;
}

std::string boundary_of(const Multipart& form) {
  return form.media_type().substr(std::string_view("multipart/form-data; boundary=").size());
}

// RFC 7578 4.1 and 4.2
TEST(Multipart, has_a_part_for_each_text_and_file) {
  const Folder folder;
  Multipart form;
  form.text("title", "On holiday").file("photo", folder.write("beach.jpg", "\xff\xd8"));
  form.file_of("note", "note.txt", "Hi.", "text/markdown");
  const std::string b = boundary_of(form);
  EXPECT_EQ(text_of(std::move(form)), "--" + b +
                                          "\r\n"
                                          "content-disposition: form-data; name=\"title\"\r\n"
                                          "\r\n"
                                          "On holiday\r\n"
                                          "--" +
                                          b +
                                          "\r\n"
                                          "content-disposition: form-data; name=\"photo\"; filename=\"beach.jpg\"\r\n"
                                          "content-type: image/jpeg\r\n"
                                          "\r\n"
                                          "\xff\xd8\r\n"
                                          "--" +
                                          b +
                                          "\r\n"
                                          "content-disposition: form-data; name=\"note\"; filename=\"note.txt\"\r\n"
                                          "content-type: text/markdown\r\n"
                                          "\r\n"
                                          "Hi.\r\n"
                                          "--" +
                                          b + "--\r\n");
}

// HTML Standard 4.10.21.8: quotes and the ends of lines; all other octets stay as they are.
TEST(Multipart, quotes_names) {
  Multipart form;
  form.text("a\"b\r\nc", "").file_of("f", "\xc3\xbc \\ \"1\".txt", "");
  const std::string text = text_of(std::move(form));
  EXPECT_THAT(text, HasSubstr("name=\"a%22b%0D%0Ac\"\r\n"));
  EXPECT_THAT(text, HasSubstr("filename=\"\xc3\xbc \\ %221%22.txt\"\r\n"));
}

TEST(Multipart, has_a_boundary_that_nobody_guesses) {
  const Multipart form;
  EXPECT_THAT(form.media_type(), MatchesRegex("multipart/form-data; boundary=weft-[0-9a-f]{32}"));
  EXPECT_NE(form.media_type(), Multipart().media_type());
}

TEST(Multipart, may_have_no_part) {
  Multipart form;
  const std::string b = boundary_of(form);
  EXPECT_EQ(text_of(std::move(form)), "--" + b + "--\r\n");
}

TEST(Multipart, refuses_a_media_type_that_no_field_can_have) {
  EXPECT_THROW(Multipart().file_of("a", "b", "c", "text/plain\r\nx: y"), std::invalid_argument);
}

}  // namespace
}  // namespace weft::client
