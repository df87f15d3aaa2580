#include <weft/http/target.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weft::http {
namespace {

// The decoded path, or the name of the fault.
std::string decoded(std::string_view path) {
  Arena arena;
  const auto result = decode_path(path, arena);
  return result ? std::string(*result) : std::string(to_string(result.error()));
}

std::string percent_decoded(std::string_view text) {
  Arena arena;
  const auto result = percent_decode(text, arena);
  return result ? std::string(*result) : std::string(to_string(result.error()));
}

TEST(Target, is_split_at_the_first_question_mark) {
  const auto target = split_target("/a/b?c=/d?e");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->path, "/a/b");
  EXPECT_EQ(target->query, "c=/d?e");
  EXPECT_EQ(split_target("/a")->path, "/a");
  EXPECT_EQ(split_target("/a")->query, "");
  EXPECT_EQ(split_target("/?")->path, "/");
}

TEST(Target, begins_with_a_slash) {
  for (const std::string_view text : {"", "*", "a", "?a", "example.com/", "https://example.com/"}) {
    EXPECT_FALSE(is_valid_target(text)) << text;
    EXPECT_EQ(split_target(text).error(), TargetFault::not_absolute) << text;
    EXPECT_EQ(decoded(text), "not_absolute") << text;
  }
}

TEST(Target, has_only_visible_octets_and_no_fragment_in_every_place) {
  for (const std::string_view sample : {"/aaa", "/a?a"}) {
    for (std::size_t place = 1; place < sample.size(); ++place) {
      for (int octet = 0; octet < 256; ++octet) {
        std::string text(sample);
        text[place] = static_cast<char>(octet);
        const bool expected = octet > 0x20 && octet < 0x7f && octet != '#';
        EXPECT_EQ(is_valid_target(text), expected) << octet;
        EXPECT_EQ(split_target(text).has_value(), expected) << octet;
        if (!expected) {
          EXPECT_EQ(split_target(text).error(), TargetFault::bad_octet) << octet;
          EXPECT_EQ(decoded(text), "bad_octet") << octet;
        }
      }
    }
  }
}

TEST(DecodePath, of_a_plain_path_is_that_path) {
  Arena arena;
  const std::string_view path = "/a/b.c/d..e/~f;g=h";
  EXPECT_EQ(decode_path(path, arena)->data(), path.data());
  EXPECT_EQ(arena.capacity(), 0U);
  EXPECT_EQ(decoded("/"), "/");
}

TEST(DecodePath, decodes_every_octet_once_but_nul_and_slash) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (unsigned octet = 0; octet < 256; ++octet) {
    std::string expected = std::string("/x") + static_cast<char>(octet) + "y";
    if (octet == 0) expected = "has_nul";
    if (octet == '/') expected = "encoded_separator";
    const std::string path = std::string("/x%") + digits[octet / 16] + digits[octet % 16] + "y";
    EXPECT_EQ(decoded(path), expected);
  }
  EXPECT_EQ(decoded("/%4A%4a"), "/JJ");
  EXPECT_EQ(decoded("/%252e%252e/"), "/%2e%2e/");
}

// RFC 3986 2.1 and 3.3: "\" is no pchar. In a query browsers leave it as it is.
TEST(DecodePath, refuses_a_backslash_that_is_not_escaped_wherever_it_is) {
  for (const std::string_view path : {"/\\", "/a\\b", "/\\a", "/aaaaaaaaaaaaaaa\\", "/a\\..\\b", "/..\\x", "/a/\\/b",
                                      "/\\%41", "/%41\\", "/%5c\\", "/a\\/../b", "/.\\."}) {
    EXPECT_EQ(decoded(path), "bad_octet") << path;
  }
  EXPECT_EQ(decoded("/b%5Cs.txt"), "/b\\s.txt");
  EXPECT_EQ(decoded("/%5c"), "/\\");
  EXPECT_EQ(decoded("/%5c%2e%2e%5c/%5c.."), "/\\..\\/\\..");
  ASSERT_TRUE(split_target("/a?b\\c").has_value());
  EXPECT_EQ(split_target("/a?b\\c")->query, "b\\c");
}

TEST(DecodePath, refuses_an_escape_without_two_digits) {
  for (const std::string_view path : {"/%", "/%4", "/a%4g", "/a%g4", "/%%41", "/a%/b", "/a%4/b"}) {
    EXPECT_EQ(decoded(path), "bad_escape") << path;
  }
}

TEST(DecodePath, removes_dot_segments_and_empty_ones) {
  EXPECT_EQ(decoded("/a/./b"), "/a/b");
  EXPECT_EQ(decoded("/a/../b"), "/b");
  EXPECT_EQ(decoded("/a/b/../../c"), "/c");
  EXPECT_EQ(decoded("/a/b/.."), "/a/");
  EXPECT_EQ(decoded("/a/.."), "/");
  EXPECT_EQ(decoded("/a/."), "/a/");
  EXPECT_EQ(decoded("/."), "/");
  EXPECT_EQ(decoded("/%2e/a/%2E%2e/b"), "/b");
  EXPECT_EQ(decoded("/a/.%2e/b"), "/b");
  EXPECT_EQ(decoded("//a///b//"), "/a/b/");
  EXPECT_EQ(decoded("/a//../b"), "/b");
  EXPECT_EQ(decoded("/.../..a/a../.a"), "/.../..a/a../.a");
}

TEST(DecodePath, never_leaves_the_root) {
  for (const std::string_view path : {"/..", "/../x", "/%2e%2e/", "/%2e%2e/%2e%2e/etc", "/a/../../x", "/./../x",
                                      "//../x", "/a/b/../../../x", "/.%2E"}) {
    EXPECT_EQ(decoded(path), "outside_root") << path;
  }
}

TEST(DecodePath, is_not_fooled_by_hostile_spellings) {
  EXPECT_EQ(decoded("/..%2f"), "encoded_separator");
  EXPECT_EQ(decoded("/..%5c..%5cx"), "/..\\..\\x");
  EXPECT_EQ(decoded("/a%2F..%2Fb"), "encoded_separator");
  EXPECT_EQ(decoded("/index.html%00.png"), "has_nul");
  EXPECT_EQ(decoded("//etc/passwd"), "/etc/passwd");
  EXPECT_EQ(decoded("/..;/x"), "/..;/x");
  EXPECT_EQ(decoded("/%c0%ae%c0%ae/x"), "/\xc0\xae\xc0\xae/x");
  EXPECT_EQ(decoded("/%e0%80%af"), "/\xe0\x80\xaf");
}

// Every path of up to seven parts out of those that are special.
TEST(DecodePath, keeps_its_promise_for_every_combination_of_special_parts) {
  const std::vector<std::string_view> parts{"/", ".", "%2e", "a", "%2F"};
  std::vector<std::string> paths{"/"};
  for (int length = 0; length < 6; ++length) {
    std::vector<std::string> longer;
    for (const std::string& path : paths) {
      for (const std::string_view part : parts) longer.push_back(path + std::string(part));
    }
    paths = std::move(longer);
    for (const std::string& path : paths) {
      const std::string text = decoded(path);
      if (path.find("%2F") != std::string::npos) {
        ASSERT_TRUE(text == "encoded_separator" || text == "outside_root") << path;
        continue;
      }
      if (text == "outside_root") continue;
      ASSERT_EQ(text.front(), '/') << path;
      ASSERT_EQ(text.find("//"), std::string::npos) << path << " gave " << text;
      for (const std::string_view never : {"/./", "/../"}) {
        ASSERT_EQ((text + "/").find(never), std::string::npos) << path << " gave " << text;
      }
    }
  }
}

TEST(DecodePath, gives_the_arena_back_what_it_did_not_need) {
  Arena arena;
  char* before = arena.allocate(1);
  EXPECT_FALSE(decode_path("/aaaaaaaa/%zz", arena).has_value());
  EXPECT_EQ(arena.allocate(1), before + 1);
  EXPECT_EQ(*decode_path("/a%62/../c", arena), "/c");
  EXPECT_EQ(arena.allocate(1), before + 4);
}

TEST(PercentDecode, decodes_separators_and_keeps_the_rest) {
  EXPECT_EQ(percent_decoded(""), "");
  EXPECT_EQ(percent_decoded("a+b"), "a+b");
  EXPECT_EQ(percent_decoded("a%2Fb%5c%20"), "a/b\\ ");
  EXPECT_EQ(percent_decoded("%2e%2e"), "..");
  EXPECT_EQ(percent_decoded("%00"), "has_nul");
  EXPECT_EQ(percent_decoded("%0"), "bad_escape");
}

TEST(TargetFault, has_a_name_each) {
  std::vector<std::string_view> names;
  for (const TargetFault fault : {TargetFault::not_absolute, TargetFault::bad_octet, TargetFault::bad_escape,
                                  TargetFault::has_nul, TargetFault::encoded_separator, TargetFault::outside_root}) {
    names.push_back(to_string(fault));
  }
  EXPECT_EQ(names, (std::vector<std::string_view>{"not_absolute", "bad_octet", "bad_escape", "has_nul",
                                                  "encoded_separator", "outside_root"}));
}

}  // namespace
}  // namespace weft::http
