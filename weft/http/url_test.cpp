#include <weft/http/url.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace weft::http {
namespace {

using Expected = UrlFault::Expected;

UrlFault fault_of(std::string_view text) {
  const auto url = parse_url(text);
  EXPECT_FALSE(url) << text;
  return url ? UrlFault{} : url.error();
}

std::string resolved(std::string_view base, std::string_view reference) {
  const auto url = resolve(parse_url(base).value(), reference);
  return url ? url->text() : to_string(url.error());
}

TEST(Url, has_the_parts_of_its_text) {
  const Url url = parse_url("https://example.org:8443/a/b?c=d").value();
  EXPECT_EQ(url.scheme, Scheme::https);
  EXPECT_EQ(url.user_info, std::nullopt);
  EXPECT_EQ(url.authority, "example.org:8443");
  EXPECT_EQ(url.host, "example.org");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.target, "/a/b?c=d");
  EXPECT_EQ(url.origin(), "https://example.org:8443");
  EXPECT_EQ(url.text(), "https://example.org:8443/a/b?c=d");
}

TEST(Url, without_a_port_has_that_of_its_scheme) {
  EXPECT_EQ(parse_url("https://a/")->port, 443);
  EXPECT_EQ(parse_url("http://a/")->port, 80);
  EXPECT_EQ(parse_url("http://a:/")->port, 80);
  EXPECT_EQ(parse_url("http://a:0/")->port, 0);
}

TEST(Url, takes_its_scheme_in_any_case) {
  EXPECT_EQ(parse_url("HTTPS://a/")->scheme, Scheme::https);
  EXPECT_EQ(parse_url("Http://a/")->text(), "http://a/");
}

TEST(Url, has_a_target_that_is_never_empty_and_without_fragment) {
  EXPECT_EQ(parse_url("http://a")->target, "/");
  EXPECT_EQ(parse_url("http://a?q")->target, "/?q");
  EXPECT_EQ(parse_url("http://a/b#c?d")->target, "/b");
  EXPECT_EQ(parse_url("http://a#c/d")->target, "/");
}

TEST(Url, keeps_the_fragment_apart) {
  const Url url = parse_url("http://a/b?c#d?e#f").value();
  EXPECT_EQ(url.fragment, "#d?e#f");
  EXPECT_EQ(url.text(), "http://a/b?c");
  EXPECT_EQ(parse_url("http://a#")->fragment, "#");
  EXPECT_EQ(parse_url("http://a/")->fragment, "");
  // RFC 3986 5.2.2: T.fragment = R.fragment
  EXPECT_EQ(resolve(url, "g#h")->fragment, "#h");
  EXPECT_EQ(resolve(url, "//b/#i")->fragment, "#i");
  EXPECT_EQ(resolve(url, "?g")->fragment, "");
  EXPECT_EQ(resolve(url, "")->fragment, "");
}

TEST(Url, names_an_ipv6_address_without_its_brackets) {
  const Url url = parse_url("http://[2001:db8::1]:8080/").value();
  EXPECT_EQ(url.host, "2001:db8::1");
  EXPECT_EQ(url.port, 8080);
  EXPECT_EQ(url.authority, "[2001:db8::1]:8080");
  EXPECT_EQ(parse_url("http://[::1]")->port, 80);
}

TEST(Url, keeps_user_information_apart) {
  const Url url = parse_url("https://user:s%40cret@a:1/b").value();
  EXPECT_EQ(url.user_info, "user:s%40cret");
  EXPECT_EQ(url.authority, "a:1");
  EXPECT_EQ(url.host, "a");
  EXPECT_EQ(url.text(), "https://a:1/b");
  EXPECT_EQ(parse_url("https://@a/")->user_info, "");
}

TEST(Url, leaves_its_target_as_written) {
  EXPECT_EQ(parse_url("http://a/b/../c/./d//%2e")->target, "/b/../c/./d//%2e");
}

TEST(Url, of_another_scheme_is_a_fault) {
  for (const std::string_view text : {"", "a", "a:1", "ftp://a/", "http:", "http:/a", "http:a", "https//a", "://a",
                                      " http://a/", "//a/", "/a", "httpss://a/"}) {
    EXPECT_EQ(fault_of(text), (UrlFault{Expected::scheme, 0})) << text;
  }
}

TEST(Url, without_a_host_that_can_be_is_a_fault) {
  for (const std::string_view text : {"http://", "http:///a", "http://:80/", "http://?q", "http://a b/", "http://[::1/",
                                      "http://::1/", "http://[::1]80/", "http://a\\b/", "http://a%zz/"}) {
    EXPECT_EQ(fault_of(text), (UrlFault{Expected::host, 7})) << text;
  }
  EXPECT_EQ(fault_of("http://user@/"), (UrlFault{Expected::host, 12}));
}

TEST(Url, with_a_port_that_is_none_is_a_fault) {
  for (const std::string_view text : {"http://a:65536/", "http://a:b/", "http://a:-1/", "http://a:8 /"}) {
    EXPECT_EQ(fault_of(text), (UrlFault{Expected::port, 9})) << text;
  }
  EXPECT_EQ(fault_of("https://[::1]:99999"), (UrlFault{Expected::port, 14}));
}

// A "\" before the "@" is a "/" to a browser, which would take "good" for the host.
TEST(Url, with_user_information_of_other_octets_is_a_fault) {
  EXPECT_EQ(fault_of("http://good\\@evil/"), (UrlFault{Expected::user_info, 7}));
  EXPECT_EQ(fault_of("http://a@b@c/"), (UrlFault{Expected::user_info, 7}));
}

TEST(Url, with_octets_that_no_target_has_is_a_fault) {
  EXPECT_EQ(fault_of("http://a/ b"), (UrlFault{Expected::target, 9}));
  EXPECT_EQ(fault_of("http://a/b\r\nc"), (UrlFault{Expected::target, 10}));
  EXPECT_EQ(fault_of("http://a?\xc3\xa4"), (UrlFault{Expected::target, 9}));
  EXPECT_EQ(fault_of(std::string_view("http://a/\0", 10)), (UrlFault{Expected::target, 9}));
}

TEST(Url, says_what_was_expected_and_where) {
  EXPECT_EQ(to_string(fault_of("ftp://a/")), "expected https:// or http://, at octet 1");
  EXPECT_EQ(to_string(fault_of("http://a:99999/")), "expected a port up to 65535, at octet 10");
  EXPECT_EQ(to_string(fault_of("http://")),
            "expected a host: a name, an address of IPv4, or one of IPv6 in brackets, at octet 8");
  EXPECT_EQ(to_string(fault_of("http://a/ ")),
            "expected visible ASCII in path and query, with others as %xx, at octet 10");
}

TEST(Url, has_the_origin_of_scheme_host_and_port) {
  const auto same = [](std::string_view a, std::string_view b) {
    return same_origin(parse_url(a).value(), parse_url(b).value());
  };
  EXPECT_TRUE(same("http://a:1/x", "http://A:1/y?z"));
  EXPECT_TRUE(same("https://a/", "https://user@a:443/"));
  EXPECT_FALSE(same("http://a:1/", "https://a:1/"));
  EXPECT_FALSE(same("http://a:1/", "http://b:1/"));
  EXPECT_FALSE(same("http://a:1/", "http://a:2/"));
}

TEST(Url, origins_have_an_order) {
  const auto less = [](std::string_view a, std::string_view b) {
    return origin_less(parse_url(a).value(), parse_url(b).value());
  };
  EXPECT_FALSE(less("http://a:1/x", "http://A:1/y"));
  EXPECT_FALSE(less("http://A:1/y", "http://a:1/x"));
  for (const auto& [a, b] : {std::pair("http://a:1/", "https://a:1/"), std::pair("http://a:1/", "http://B:1/"),
                             std::pair("http://a:1/", "http://a:2/"), std::pair("http://a:1/", "http://aa:1/")}) {
    EXPECT_NE(less(a, b), less(b, a)) << a << ' ' << b;
  }
}

// RFC 3986 5.4.1
TEST(Url, resolves_the_normal_examples) {
  struct Row {
    std::string_view reference, target;
  };
  for (const Row& row :
       {Row{"g", "/b/c/g"},       Row{"./g", "/b/c/g"},   Row{"g/", "/b/c/g/"},    Row{"/g", "/g"},
        Row{"?y", "/b/c/d;p?y"},  Row{"g?y", "/b/c/g?y"}, Row{"#s", "/b/c/d;p?q"}, Row{"g#s", "/b/c/g"},
        Row{"g?y#s", "/b/c/g?y"}, Row{";x", "/b/c/;x"},   Row{"g;x", "/b/c/g;x"},  Row{"g;x?y#s", "/b/c/g;x?y"},
        Row{"", "/b/c/d;p?q"},    Row{".", "/b/c/"},      Row{"./", "/b/c/"},      Row{"..", "/b/"},
        Row{"../", "/b/"},        Row{"../g", "/b/g"},    Row{"../..", "/"},       Row{"../../", "/"},
        Row{"../../g", "/g"}}) {
    EXPECT_EQ(resolved("http://a/b/c/d;p?q", row.reference), "http://a" + std::string(row.target)) << row.reference;
  }
  EXPECT_EQ(resolved("http://a/b/c/d;p?q", "//g"), "http://g/");
}

// RFC 3986 5.4.2
TEST(Url, resolves_the_abnormal_examples) {
  struct Row {
    std::string_view reference, target;
  };
  for (const Row& row :
       {Row{"../../../g", "/g"}, Row{"../../../../g", "/g"}, Row{"/./g", "/g"}, Row{"/../g", "/g"},
        Row{"g.", "/b/c/g."}, Row{".g", "/b/c/.g"}, Row{"g..", "/b/c/g.."}, Row{"..g", "/b/c/..g"},
        Row{"./../g", "/b/g"}, Row{"./g/.", "/b/c/g/"}, Row{"g/./h", "/b/c/g/h"}, Row{"g/../h", "/b/c/h"},
        Row{"g;x=1/./y", "/b/c/g;x=1/y"}, Row{"g;x=1/../y", "/b/c/y"}, Row{"g?y/./x", "/b/c/g?y/./x"},
        Row{"g?y/../x", "/b/c/g?y/../x"}, Row{"g#s/./x", "/b/c/g"}, Row{"g#s/../x", "/b/c/g"}}) {
    EXPECT_EQ(resolved("http://a/b/c/d;p?q", row.reference), "http://a" + std::string(row.target)) << row.reference;
  }
}

TEST(Url, resolves_to_another_origin) {
  EXPECT_EQ(resolved("http://a/b", "https://c:1/d/../e"), "https://c:1/e");
  EXPECT_EQ(resolved("https://a/b", "//c/d"), "https://c/d");
  EXPECT_EQ(resolved("https://a/b", "HTTP://c"), "http://c/");
}

TEST(Url, resolves_with_the_user_information_of_the_same_authority_alone) {
  const Url base = parse_url("https://user@a/b").value();
  EXPECT_EQ(resolve(base, "c")->user_info, "user");
  EXPECT_EQ(resolve(base, "https://a/c")->user_info, std::nullopt);
  EXPECT_EQ(resolve(base, "//c/")->user_info, std::nullopt);
}

TEST(Url, resolves_empty_segments_and_queries_with_slashes) {
  EXPECT_EQ(resolved("http://a/b//c", "../d"), "http://a/b/d");
  EXPECT_EQ(resolved("http://a/b?c/d", "e"), "http://a/e");
  EXPECT_EQ(resolved("http://a", "b"), "http://a/b");
  EXPECT_EQ(resolved("http://a/b/c", "e?f/../g"), "http://a/b/e?f/../g");
}

TEST(Url, says_where_a_reference_is_wrong) {
  const Url base = parse_url("https://a/b").value();
  EXPECT_EQ(resolve(base, "c d").error(), (UrlFault{Expected::target, 1}));
  EXPECT_EQ(resolve(base, "//c:x/").error(), (UrlFault{Expected::port, 4}));
  EXPECT_EQ(resolve(base, "http://c/ ").error(), (UrlFault{Expected::target, 9}));
  for (const std::string_view text : {"mailto:a@b", "javascript:0", "http:g", ":a"}) {
    EXPECT_EQ(resolve(base, text).error(), (UrlFault{Expected::scheme, 0})) << text;
  }
}

TEST(Url, is_split_without_a_copy) {
  const auto parts = split_url("https://user@a:1/b?c#d").value();
  EXPECT_EQ(parts.scheme, Scheme::https);
  EXPECT_EQ(parts.authority, "user@a:1");
  EXPECT_EQ(parts.rest, "/b?c#d");
  EXPECT_EQ(split_url("http://a?b")->rest, "?b");
  EXPECT_EQ(split_url("http://")->authority, "");
  EXPECT_FALSE(split_url("http:/a"));
}

}  // namespace
}  // namespace weft::http
