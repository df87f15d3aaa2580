#include <weft/client/resumption.hpp>

#include <weft/client/content/support_test.hpp>
#include <weft/client/support_test.hpp>

namespace weft::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

http::Fields fields_of(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  http::Fields fields;
  for (const auto& [name, value] : pairs) fields.add(name, value);
  return fields;
}

// RFC 9110 13.1.5 and 8.8.2.2.
TEST(StrongValidator, is_an_entity_tag_or_a_date_that_cannot_be_of_two_versions) {
  constexpr std::string_view noon = "Sun, 06 Nov 1994 12:00:00 GMT";
  constexpr std::string_view later = "Sun, 06 Nov 1994 12:00:01 GMT";
  EXPECT_EQ(strong_validator(fields_of({{"etag", "\"a\""}, {"last-modified", noon}, {"date", later}})), "\"a\"");
  EXPECT_EQ(strong_validator(fields_of({{"etag", "W/\"a\""}, {"last-modified", noon}, {"date", later}})), "");
  EXPECT_EQ(strong_validator(fields_of({{"last-modified", noon}, {"date", later}})), noon);
  EXPECT_EQ(strong_validator(fields_of({{"last-modified", noon}, {"date", noon}})), "");
  EXPECT_EQ(strong_validator(fields_of({{"last-modified", noon}})), "");
  EXPECT_EQ(strong_validator({}), "");
}

struct RestCase {
  http::Status status;
  std::string_view range;
  std::uint64_t offset;
  Rest rest;
};

TEST(RestOf, is_what_belongs_behind_the_octets_that_are_there) {
  using enum http::Status;
  for (const RestCase& each : {RestCase{partial_content, "bytes 5-9/10", 5, Rest::follows},
                               {partial_content, "bytes 5-9/*", 5, Rest::follows},
                               {partial_content, "bytes 4-9/10", 5, Rest::not_sent},
                               {partial_content, "lines 5-9/10", 5, Rest::not_sent},
                               {partial_content, "bytes 0-9/10", 0, Rest::not_sent},
                               {partial_content, "", 5, Rest::not_sent},
                               {ok, "", 5, Rest::not_sent},
                               {ok, "", 0, Rest::follows},
                               {range_not_satisfiable, "bytes */5", 5, Rest::nothing},
                               {range_not_satisfiable, "bytes */4", 5, Rest::not_answered},
                               {range_not_satisfiable, "bytes */0", 0, Rest::not_answered},
                               {range_not_satisfiable, "", 5, Rest::not_answered},
                               {not_found, "", 5, Rest::not_answered}}) {
    Response response;
    response.status = each.status;
    if (!each.range.empty()) response.fields.add("content-range", each.range);
    EXPECT_EQ(rest_of(response, {.offset = each.offset}), each.rest) << http::code(each.status) << ' ' << each.range;
  }
}

// RFC 9110 15.3.7.3.
TEST(RestOf, another_version_is_something_else) {
  Response response;
  response.status = http::Status::partial_content;
  response.fields = fields_of({{"content-range", "bytes 5-9/10"}, {"etag", "\"b\""}});
  EXPECT_EQ(rest_of(response, {.offset = 5, .validator = "\"a\""}), Rest::not_sent);
  EXPECT_EQ(rest_of(response, {.offset = 5, .validator = "\"b\""}), Rest::follows);
  EXPECT_EQ(rest_of(response, {.offset = 5}), Rest::follows);
}

// --- from a server ---------------------------------------------------------------------------------------------------

class Resume : public EachVersion {
 protected:
  void SetUp() override {
    EachVersion::SetUp();
    site.write("page", text);
    server->files("/site", site.path(""));
    server->get("/whole", [this](Context& c) { c.text(text); });
    server->get("/half", [this](Context& c) -> Task<> {
      c.set("etag", "\"half\"");
      auto body = c.stream("text/plain");
      co_await body.write(text.substr(0, 10));
      throw std::runtime_error("no more");
    });
  }
  ClientResult resume(std::string_view path, std::optional<std::uint64_t> offset = {}) {
    return get(path).resume_file(here.path("page"), offset).wait();
  }
  // The part that is there stays.
  void expect_rest_not_sent(const ClientResult& result) {
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().reason(), "rest_not_sent");
    EXPECT_EQ(here.read("page.part"), "0123");
  }

  const std::string text = "0123456789abcdef";
  Folder site;
  Folder here;
};

INSTANTIATE_TEST_SUITE_P(Both, Resume, testing::Values(http::Version::http11, http::Version::http2), name_of_version);

TEST_P(Resume, begins_where_nothing_is_there) {
  const auto response = resume("/site/page");
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, http::Status::ok);
  EXPECT_TRUE(response->in_file);
  EXPECT_THAT(here.names(), ElementsAre("page"));
  EXPECT_EQ(here.read("page"), text);
}

TEST_P(Resume, keeps_what_has_come_and_its_validator) {
  const auto response = resume("/half");
  ASSERT_FALSE(response.has_value());
  EXPECT_THAT(here.names(), UnorderedElementsAre("page.part", "page.part.validator"));
  EXPECT_EQ(here.read("page.part"), "0123456789");
  EXPECT_EQ(here.read("page.part.validator"), "\"half\"");
}

TEST_P(Resume, asks_for_the_rest_alone) {
  here.write("page.part", "0123");
  const auto response = resume("/site/page");
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, http::Status::partial_content);
  EXPECT_EQ(response->wire_octets, text.size() - 4);
  EXPECT_EQ(here.read("page"), text);
  EXPECT_THAT(here.names(), ElementsAre("page"));
}

TEST_P(Resume, goes_on_with_the_file_itself_where_there_is_no_part) {
  here.write("page", "0123");
  ASSERT_TRUE(resume("/site/page").has_value());
  EXPECT_EQ(here.read("page"), text);
  EXPECT_THAT(here.names(), ElementsAre("page"));
}

TEST_P(Resume, goes_on_at_an_offset) {
  here.write("page.part", "0123wrong");
  ASSERT_TRUE(resume("/site/page", 4).has_value());
  EXPECT_EQ(here.read("page"), text);
  const auto beyond = resume("/site/page", 100);
  ASSERT_FALSE(beyond.has_value());
  EXPECT_EQ(beyond.error().reason(), "rest_not_there");
  EXPECT_THAT(beyond.error().text(), HasSubstr("page: 16 octets, not 100"));
  EXPECT_EQ(here.read("page"), text);
}

TEST_P(Resume, a_file_that_is_whole_is_complete) {
  here.write("page.part", text);
  const auto response = resume("/site/page");
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, http::Status::range_not_satisfiable);
  EXPECT_TRUE(response->in_file);
  EXPECT_EQ(here.read("page"), text);
  EXPECT_THAT(here.names(), ElementsAre("page"));
}

TEST_P(Resume, a_file_that_is_longer_stays_as_it_is) {
  here.write("page.part", text + "more");
  const auto response = resume("/site/page");
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, http::Status::range_not_satisfiable);
  EXPECT_FALSE(response->in_file);
  EXPECT_EQ(here.read("page.part"), text + "more");
}

TEST_P(Resume, loses_nothing_to_a_server_without_ranges) {
  here.write("page.part", "0123");
  expect_rest_not_sent(resume("/whole"));
}

TEST_P(Resume, loses_nothing_to_another_version) {
  here.write("page.part", "0123");
  here.write("page.part.validator", "\"another\"");
  expect_rest_not_sent(resume("/site/page"));
}

TEST_P(Resume, leaves_the_file_alone_where_the_request_fails) {
  here.write("page", "0123");
  const auto response = resume("/none");
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, http::Status::not_found);
  EXPECT_EQ(here.read("page"), "0123");
  EXPECT_THAT(here.names(), ElementsAre("page"));
}

}  // namespace
}  // namespace weft::client
