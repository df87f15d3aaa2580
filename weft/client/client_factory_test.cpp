#include <weft/client/client_factory.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include <weft/client/support_test.hpp>

namespace weft {
namespace client_factory_test {

using http::Version;
using testing::HasSubstr;

// The request that the named client would send.
class ClientFactoryTest : public testing::Test {
 protected:
  static ClientOptions shared() {
    ClientOptions options;
    options.redirects = 1;
    options.transport = answer([](const RequestView& request) {
      Response response;
      response.status = http::Status::ok;
      response.body = request.url.text();
      for (const Field& field : request.fields) {
        if (field.name != "accept-encoding") response.body += fmt::format(" {}={}", field.name, field.value);
      }
      return response;
    });
    return options;
  }
  static std::string text_of(const ClientResult& result) { return result ? result->body : result.error().text(); }

  ClientFactory clients{shared()};
};

TEST_F(ClientFactoryTest, urls_are_relative_to_the_base) {
  clients.add("notes", {.base = "https://a.test:81/v1/"});
  const Client notes = clients.get("notes");
  EXPECT_EQ(text_of(notes.get("list?all").wait()), "https://a.test:81/v1/list?all");
  EXPECT_EQ(text_of(notes.get("../v2/list").wait()), "https://a.test:81/v2/list");
  EXPECT_EQ(text_of(notes.get("/list").wait()), "https://a.test:81/list");
  EXPECT_EQ(text_of(notes.get("").wait()), "https://a.test:81/v1/");
  EXPECT_EQ(text_of(notes.get("http://b.test/").wait()), "http://b.test/");
  EXPECT_THAT(text_of(notes.get("a b").wait()), HasSubstr("url_not_valid"));
}

TEST_F(ClientFactoryTest, without_a_base_urls_are_whole) {
  clients.add("any", {});
  EXPECT_EQ(text_of(clients.get("any").get("https://a.test/").wait()), "https://a.test/");
  EXPECT_THAT(text_of(clients.get("any").get("/list").wait()), HasSubstr("url_not_valid"));
}

TEST_F(ClientFactoryTest, fields_of_the_name_stand_where_the_request_has_none) {
  clients.add("notes", {.base = "https://a.test/", .fields = {{"Accept", "application/json"}, {"x-key", "k"}}});
  const Client notes = clients.get("notes");
  EXPECT_EQ(text_of(notes.get("").wait()), "https://a.test/ accept=application/json x-key=k");
  EXPECT_EQ(text_of(notes.get("").field("accept", "text/html").wait()), "https://a.test/ accept=text/html x-key=k");
}

TEST_F(ClientFactoryTest, fields_of_the_name_stay_with_the_origin_of_its_base) {
  clients.add("notes", {.base = "https://a.test/v1/", .fields = {{"authorization", "Bearer secret"}}});
  const Client notes = clients.get("notes");
  EXPECT_EQ(text_of(notes.get("https://a.test/v2/").wait()), "https://a.test/v2/ authorization=Bearer secret");
  EXPECT_EQ(text_of(notes.get("https://b.test/").wait()), "https://b.test/");
  EXPECT_EQ(text_of(notes.get("http://a.test/").wait()), "http://a.test/");
}

TEST_F(ClientFactoryTest, a_name_has_its_own_version_and_the_request_the_last_word) {
  clients.add("old", {.base = "https://a.test/", .version = Version::http11});
  const Client old = clients.get("old");
  EXPECT_EQ(old.get("").wait()->version, Version::http11);
  EXPECT_EQ(old.get("").version(Version::http2).wait()->version, Version::http2);
}

TEST_F(ClientFactoryTest, names_share_a_thread) {
  clients.add("a", {.base = "https://a.test/"});
  clients.add("b", {.base = "https://b.test/"});
  std::promise<std::thread::id> first;
  std::promise<std::thread::id> second;
  clients.get("a").get("").then([&](ClientResult) { first.set_value(std::this_thread::get_id()); });
  clients.get("b").get("").then([&](ClientResult) { second.set_value(std::this_thread::get_id()); });
  EXPECT_EQ(first.get_future().get(), second.get_future().get());
}

TEST_F(ClientFactoryTest, a_client_outlives_the_factory) {
  std::optional<ClientFactory> short_lived(std::in_place, shared());
  short_lived->add("notes", {.base = "https://a.test/"});
  const Client notes = short_lived->get("notes");
  short_lived.reset();
  EXPECT_EQ(text_of(notes.get("list").wait()), "https://a.test/list");
}

TEST_F(ClientFactoryTest, mistakes_are_told) {
  clients.add("notes", {});
  EXPECT_THROW(clients.add("notes", {}), std::invalid_argument);
  EXPECT_THROW(clients.get("nobody"), std::invalid_argument);
  EXPECT_THROW(clients.add("a", {.base = "/v1"}), std::invalid_argument);
  EXPECT_THROW(clients.add("b", {.base = "https://ada:secret@a.test/"}), std::invalid_argument);
  EXPECT_THROW(clients.add("c", {.fields = {{"a b", "c"}}}), std::invalid_argument);
  EXPECT_THROW(clients.add("d", {.fields = {{"host", "a.test"}}}), std::invalid_argument);
}

}  // namespace client_factory_test
}  // namespace weft
