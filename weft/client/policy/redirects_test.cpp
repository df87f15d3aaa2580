#include <weft/client/policy/redirects.hpp>

#include <gtest/gtest.h>

#include <weft/client/content/stored.hpp>

namespace weft::client::redirects_test {
namespace {

using http::FieldName;
using http::Method;
using http::Status;

Request request_to(std::string_view url, Method method = Method::get) {
  Request request;
  request.url = http::parse_url(url).value();
  request.method = method;
  request.method_text = http::to_string(method);
  return request;
}

http::Fields location(std::string_view value) {
  http::Fields fields;
  fields.add(FieldName::location, value);
  return fields;
}

// Follows one Location by 302.
Reason fault_of(std::string_view from, std::string_view to) {
  Request request = request_to(from);
  const auto followed = Redirects(5).follow(Status::found, location(to), request);
  EXPECT_FALSE(followed.has_value()) << to;
  EXPECT_EQ(request.url.text(), from);
  return followed ? Reason{} : followed.error().reason;
}

std::string led_to(std::string_view from, std::string_view to) {
  Request request = request_to(from);
  EXPECT_TRUE(Redirects(5).follow(Status::found, location(to), request).has_value()) << to;
  return request.url.text() + request.url.fragment;
}

TEST(Redirects, are_five_statuses_that_say_where) {
  const Redirects redirects(1);
  for (const int status : {301, 302, 303, 307, 308}) {
    EXPECT_TRUE(redirects.leads_on(Status{static_cast<std::uint16_t>(status)}, location("/")));
    EXPECT_FALSE(redirects.leads_on(Status{static_cast<std::uint16_t>(status)}, {}));
  }
  for (const int status : {200, 201, 300, 304, 305, 306, 404}) {
    EXPECT_FALSE(redirects.leads_on(Status{static_cast<std::uint16_t>(status)}, location("/")));
  }
  EXPECT_FALSE(Redirects(0).leads_on(Status::found, location("/")));
}

TEST(Redirects, lead_to_a_relative_location) {
  EXPECT_EQ(led_to("https://a/b/c?d", "../e?f"), "https://a/e?f");
  EXPECT_EQ(led_to("https://a/b", "//c:8443"), "https://c:8443/");
  EXPECT_EQ(led_to("http://a/b", "https://c/d"), "https://c/d");
}

TEST(Redirects, inherit_the_fragment) {
  EXPECT_EQ(led_to("https://a/b#c", "/d"), "https://a/d#c");
  EXPECT_EQ(led_to("https://a/b#c", "/d#e"), "https://a/d#e");
  EXPECT_EQ(led_to("https://a/b#c", "/d#"), "https://a/d#");
}

// RFC 9110 15.4.2, 15.4.3, 15.4.4, 15.4.8 and 15.4.9.
TEST(Redirects, turn_into_a_get_without_content_or_keep_the_method) {
  struct Case {
    Method before;
    Status status;
    Method after;
  };
  for (const Case& each :
       {Case{Method::post, Status::moved_permanently, Method::get}, Case{Method::post, Status::found, Method::get},
        Case{Method::put, Status::found, Method::put}, Case{Method::post, Status::see_other, Method::get},
        Case{Method::delete_, Status::see_other, Method::get}, Case{Method::head, Status::see_other, Method::head},
        Case{Method::head, Status::found, Method::head}, Case{Method::post, Status::temporary_redirect, Method::post},
        Case{Method::post, Status::permanent_redirect, Method::post}}) {
    Request request = request_to("https://a/", each.before);
    auto content = std::make_unique<Stored>();
    content->add_text("content");
    request.content = std::move(content);
    request.fields.add("content-type", "text/plain");
    request.fields.add("digest", "x");
    request.fields.add("accept", "*/*");
    ASSERT_TRUE(Redirects(1).follow(each.status, location("/b"), request).has_value());
    EXPECT_EQ(request.method, each.after);
    EXPECT_EQ(request.method_text, http::to_string(each.after));
    const bool kept = each.before == each.after;
    EXPECT_EQ(request.content != nullptr, kept);
    EXPECT_EQ(request.fields.size(), kept ? 3u : 1u);
  }
}

// A stream that has gone to the first server.
struct Spent final : Content {
  Result<OpenedContent, Fault> open(io::Loop&, std::function<void()>) override { return fail(Fault{}); }
  bool opens_again() const override { return false; }
};

TEST(Redirects, do_not_take_a_body_that_can_be_sent_only_once) {
  Request request = request_to("https://a/", Method::post);
  request.content = std::make_unique<Spent>();
  Redirects redirects(2);
  const auto followed = redirects.follow(Status::temporary_redirect, location("/b"), request);
  ASSERT_FALSE(followed.has_value());
  EXPECT_EQ(followed.error().reason, Reason::redirect_body_spent);
  EXPECT_TRUE(redirects.follow(Status::see_other, location("/b"), request).has_value());
}

TEST(Redirects, take_secrets_to_the_same_origin_alone) {
  for (const std::string_view to : {"/b", "https://A:443/b", "//a/b"}) {
    Request request = request_to("https://a/");
    request.authority = "other";
    request.fields.add("authorization", "Basic eA==");
    ASSERT_TRUE(Redirects(1).follow(Status::found, location(to), request).has_value());
    EXPECT_EQ(request.authority, "other");
    EXPECT_EQ(request.fields.size(), 1u);
  }
  for (const std::string_view to : {"https://b/", "https://a:8443/", "https://a.b/"}) {
    Request request = request_to("https://a/");
    request.authority = "other";
    for (const std::string_view name : {"authorization", "cookie", "proxy-authorization", "accept"}) {
      request.fields.add(name, "x");
    }
    request.digest.emplace();
    Redirects redirects(2);
    ASSERT_TRUE(redirects.follow(Status::temporary_redirect, location(to), request).has_value());
    EXPECT_EQ(request.authority, "");
    EXPECT_FALSE(request.digest.has_value());
    EXPECT_EQ(request.fields.size(), 1u);
    // They do not come back, either.
    ASSERT_TRUE(redirects.follow(Status::temporary_redirect, location("https://a/c"), request).has_value());
    EXPECT_EQ(request.fields.size(), 1u);
  }
  Request upgraded = request_to("http://a/");
  upgraded.fields.add("cookie", "x=y");
  ASSERT_TRUE(Redirects(1).follow(Status::found, location("https://a/"), upgraded).has_value());
  EXPECT_TRUE(upgraded.fields.empty());
}

TEST(Redirects, never_lead_from_https_to_http) {
  EXPECT_EQ(fault_of("https://a/", "http://a/"), Reason::redirect_to_cleartext);
}

TEST(Redirects, to_another_scheme_or_with_user_information_are_faults) {
  EXPECT_EQ(fault_of("https://a/", "ftp://a/"), Reason::redirect_not_valid);
  EXPECT_EQ(fault_of("https://a/", "file:///etc/passwd"), Reason::redirect_not_valid);
  EXPECT_EQ(fault_of("https://a/", "https://a@b/"), Reason::redirect_not_valid);
  EXPECT_EQ(fault_of("https://a/", "/a b"), Reason::redirect_not_valid);
}

TEST(Redirects, are_so_many_at_most) {
  Request request = request_to("https://a/0");
  Redirects redirects(3);
  for (const std::string_view to : {"/1", "/2", "/3"}) {
    EXPECT_TRUE(redirects.follow(Status::found, location(to), request).has_value());
  }
  const auto followed = redirects.follow(Status::found, location("/4"), request);
  ASSERT_FALSE(followed.has_value());
  EXPECT_EQ(followed.error().reason, Reason::too_many_redirects);
  EXPECT_EQ(followed.error().detail, "3, then https://a/4");
}

TEST(Redirects, in_a_circle_are_a_fault) {
  Request request = request_to("https://a/1");
  Redirects redirects(100);
  EXPECT_TRUE(redirects.follow(Status::found, location("/2"), request).has_value());
  EXPECT_TRUE(redirects.follow(Status::found, location("/1"), request).has_value());
  const auto followed = redirects.follow(Status::found, location("/2"), request);
  ASSERT_FALSE(followed.has_value());
  EXPECT_EQ(followed.error().reason, Reason::redirect_loop);
}

// A login sets a cookie and leads to the page where it began.
TEST(Redirects, may_come_back_with_another_method_or_other_cookies) {
  Request request = request_to("https://a/form", Method::post);
  Redirects redirects(100);
  EXPECT_TRUE(redirects.follow(Status::see_other, location("/form"), request).has_value());
  EXPECT_TRUE(redirects.follow(Status::found, location("/form"), request).has_value());
  EXPECT_TRUE(redirects.follow(Status::found, location("/form"), request, "a=1").has_value());
  EXPECT_FALSE(redirects.follow(Status::found, location("/form"), request, "a=1").has_value());
}

}  // namespace
}  // namespace weft::client::redirects_test
