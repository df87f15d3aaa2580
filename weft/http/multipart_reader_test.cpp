#include <weft/http/multipart_reader.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

using Event = MultipartReader::Event;

// Every event as a line, the pieces of a content as one.
class Told {
 public:
  explicit Told(const MultipartLimits& limits) : reader_("B", limits) {}

  void read(std::string_view piece) {
    for (Octets octets = as_octets(piece); !done_;) {
      const Event event = reader_.read(octets);
      if (event == Event::more) break;
      tell(event);
    }
  }
  std::string finish() {
    if (!done_) tell(reader_.finish());
    return std::move(text_);
  }

 private:
  void tell(Event event) {
    const auto& head = reader_.head();
    if (event == Event::head) text_ += head.name + "/" + head.filename.value_or("-") + "/" + head.content_type + ": [";
    if (event == Event::data) text_ += as_text(reader_.data());
    if (event == Event::part_end) text_ += "]\n";
    if (event == Event::refused) text_ += "refused: " + std::string(to_string(reader_.fault()));
    if (event == Event::end) text_ += "end";
    done_ = event == Event::refused || event == Event::end;
  }

  MultipartReader reader_;
  std::string text_;
  bool done_ = false;
};

std::string told_in(std::string_view form, std::size_t size, const MultipartLimits& limits) {
  Told told(limits);
  for (; !form.empty(); form.remove_prefix(std::min(size, form.size()))) told.read(form.substr(0, size));
  return told.finish();
}

std::string told_at_random(std::string_view form, unsigned seed, const MultipartLimits& limits) {
  std::minstd_rand random(seed);
  Told told(limits);
  while (!form.empty()) {
    const std::size_t size = std::min<std::size_t>(random() % 9 + 1, form.size());
    told.read(form.substr(0, size));
    form.remove_prefix(size);
  }
  return told.finish();
}

// The same for every cut.
std::string told(std::string_view form, const MultipartLimits& limits = {}) {
  const auto whole = told_in(form, form.size() + 1, limits);
  EXPECT_EQ(told_in(form, 1, limits), whole);
  for (unsigned seed = 1; seed <= 20; ++seed) EXPECT_EQ(told_at_random(form, seed, limits), whole) << seed;
  return whole;
}

std::string part(std::string_view disposition, std::string_view content) {
  return "--B\r\nContent-Disposition: " + std::string(disposition) + "\r\n\r\n" + std::string(content) + "\r\n";
}

TEST(MultipartReader, gives_parts_in_their_order) {
  EXPECT_EQ(
      told(part("form-data; name=\"a\"", "1") +
           "--B\r\ncontent-type: image/png\r\nCONTENT-DISPOSITION: Form-Data; filename=\"x y.png\"; name=b\r\n\r\n" +
           "\x89PNG\r\n\r\n--B--\r\n"),
      "a/-/text/plain: [1]\nb/x y.png/image/png: [\x89PNG\r\n]\nend");
  EXPECT_EQ(told(part("form-data; name=\"\"", "") + "--B--"), "/-/text/plain: []\nend");
  EXPECT_EQ(told("--B--\r\n"), "end");
}

TEST(MultipartReader, drops_what_stands_before_and_behind) {
  EXPECT_EQ(told("a preamble\r\n--A\r\n\r\n" + part("form-data; name=a", "1") + "--B--\r\nan epilogue\r\n--B\r\n"),
            "a/-/text/plain: [1]\nend");
  EXPECT_EQ(told("\r\n\r\n" + part("form-data; name=a", "1") + "--B-- \r\n"), "a/-/text/plain: [1]\nend");
}

TEST(MultipartReader, takes_what_is_nearly_a_boundary_for_content) {
  for (const std::string& content :
       std::vector<std::string>{"\r\n--", "\r\n--A", "\r", "\r\r\r", "\r\n\r\n", "\r\n-\r\n--\r\n--b", "--B",
                                "x--B\r\n", "\r\r\n--C", "\n--B", "\r\n -- B"}) {
    EXPECT_EQ(told(part("form-data; name=a", content) + "--B--"), "a/-/text/plain: [" + content + "]\nend");
  }
}

// RFC 2046 5.1.1: "Boundary string comparisons must compare the boundary value with the beginning of each candidate
// line."
TEST(MultipartReader, refuses_more_on_the_line_of_a_boundary) {
  EXPECT_EQ(told("--B \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--B--"), "a/-/text/plain: [1]\nend");
  for (const auto* line : {"--Bx\r\n", "--B-x\r\n", "--B\n", "--B\r\r\n", "--B -- ", "--B\rx"}) {
    EXPECT_EQ(told(line), "refused: the form has a boundary that does not end its line") << line;
  }
}

TEST(MultipartReader, refuses_parts_without_a_name) {
  for (const auto* disposition : {"form-data", "attachment; name=a", "form-data; filename=a",
                                  "form-data; name=", "form-data; name=\"a", "form-data name=a", ""}) {
    EXPECT_EQ(told(part(disposition, "1") + "--B--"), "refused: the form has a part without a name") << disposition;
  }
  EXPECT_EQ(told("--B\r\n\r\n1\r\n--B--"), "refused: the form has a part without a name");
  EXPECT_EQ(told("--B\r\ncontent-type: a/b\r\n\r\n1\r\n--B--"), "refused: the form has a part without a name");
  EXPECT_EQ(told("--B\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n"),
            "refused: the form has a part without a name");
}

TEST(MultipartReader, refuses_lines_that_are_no_fields) {
  for (const std::string& line :
       {std::string("no colon"), std::string(": value"), std::string(" folded: 1"), std::string("na me: 1"),
        std::string("a: \0b", 5), std::string("a: x\ny"), std::string("a: x\ry"), std::string("\n: 1")}) {
    EXPECT_EQ(told("--B\r\n" + line + "\r\n\r\n"), "refused: the form has a part with a line that is not a field")
        << line;
  }
}

TEST(MultipartReader, reads_names_as_browsers_and_curl_write_them) {
  const auto name_of = [](std::string_view parameter) {
    const auto line = told(part("form-data; name=" + std::string(parameter), "") + "--B--");
    return line.substr(0, line.find("/-/"));
  };
  EXPECT_EQ(name_of("\"a%22b%0D%0a%41;c=d\""), "a\"b\r\n%41;c=d");
  EXPECT_EQ(name_of(R"("a\"b\\c\d")"), R"(a"b\c\d)");
  EXPECT_EQ(name_of("\"J\xc3\xbcrgen\""), "J\xc3\xbcrgen");
  EXPECT_EQ(name_of("\"%2\""), "%2");
}

// RFC 7578 4.2: a name in "filename*" must not be there.
TEST(MultipartReader, does_not_look_at_the_extended_file_name) {
  EXPECT_EQ(told(part("form-data; name=a; filename*=UTF-8''x.sh; filename=\"x.png\"", "") + "--B--"),
            "a/x.png/text/plain: []\nend");
  EXPECT_EQ(told(part("form-data; name=a; filename*=UTF-8''x.sh", "") + "--B--"), "a/-/text/plain: []\nend");
}

TEST(MultipartReader, has_limits) {
  const auto one = part("form-data; name=a", "1");
  EXPECT_EQ(told(one + one + "--B--", {.parts = 2}), "a/-/text/plain: [1]\na/-/text/plain: [1]\nend");
  EXPECT_EQ(told(one + one + "--B--", {.parts = 1}), "a/-/text/plain: [1]\nrefused: the form has too many parts");
  constexpr std::size_t octets = std::string_view("Content-Disposition: form-data; name=a\r\n\r\n").size();
  EXPECT_EQ(told(one + "--B--", {.field_octets = octets}), "a/-/text/plain: [1]\nend");
  EXPECT_EQ(told(one + "--B--", {.field_octets = octets - 1}),
            "refused: the form has a part with fields that are too long");
  EXPECT_EQ(told("--B\r\n" + std::string(100'000, 'x')), "refused: the form has a part with fields that are too long");
}

TEST(MultipartReader, knows_a_form_that_was_cut_at_any_octet) {
  const std::string form = part("form-data; name=a", "1\r\n2") + "--B--";
  for (std::size_t size = 0; size < form.size(); ++size) {
    EXPECT_TRUE(told(form.substr(0, size)).ends_with("refused: the form ends before its last boundary")) << size;
  }
  EXPECT_TRUE(told(form).ends_with("end"));
}

TEST(MultipartReader, gives_content_in_few_pieces) {
  std::string content;
  for (int i = 0; i < 10'000; ++i) content += "\r\n--\r";
  const auto form = part("form-data; name=a", content) + "--B--";
  MultipartReader reader("B", {});
  int pieces = 0;
  Octets octets = as_octets(form);
  for (auto event = reader.read(octets); event != Event::end; event = reader.read(octets)) {
    ASSERT_NE(event, Event::refused);
    pieces += event == Event::data;
  }
  EXPECT_LE(pieces, 2);
}

TEST(MultipartBoundary, is_that_of_a_form) {
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), "a b");
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=----WebKitFormBoundaryA"), "----WebKitFormBoundaryA");
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'x')), std::string(70, 'x'));
  for (const std::string& type :
       {std::string("multipart/mixed; boundary=a"), std::string("multipart/form-data"), std::string(),
        std::string("multipart/form-data; boundary="), std::string("multipart/form-data; boundary=\"\""),
        std::string("multipart/form-data; boundary=\"a \""), std::string("multipart/form-data; boundary=\"a\rb\""),
        std::string("multipart/form-data; boundary=\"a@b\""),
        "multipart/form-data; boundary=" + std::string(71, 'x')}) {
    EXPECT_EQ(multipart_boundary(type), std::nullopt) << type;
  }
}

}  // namespace
}  // namespace weft::http
