#include <weft/client/outgoing.hpp>

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>

#include <weft/client/content/stored.hpp>
#include <weft/client/content/support_test.hpp>
#include <weft/client/support_test.hpp>
#include <weft/io/within.hpp>

namespace weft {
namespace {

using client::Folder;
using client::Outgoing;
using http::Status;
using http::Version;
using testing::HasSubstr;
using testing::StartsWith;

// --- by itself -------------------------------------------------------------------------------------------------------

struct OutgoingTest : testing::Test, client::OutgoingUser {
  http::Pulled pull() {
    std::array<std::uint8_t, 100> room{};
    return outgoing.pull(room);
  }
  void on_sent(std::size_t octets) override { sent += octets; }
  void on_body_ready() override { ++ready; }

  io::Loop loop;
  client::Stored content{{{.text = "hello"}}};
  Outgoing outgoing{loop, *this};
  std::size_t sent = 0;
  int ready = 0;
};

TEST_F(OutgoingTest, gives_what_its_content_gives) {
  EXPECT_EQ(*outgoing.open(content), 5u);
  const http::Pulled pulled = pull();
  EXPECT_EQ(pulled.size, 5u);
  EXPECT_EQ(pulled.state, http::Pulled::State::end);
  EXPECT_EQ(sent, 5u);
}

TEST_F(OutgoingTest, ends_with_its_trailers) {
  http::Fields trailers;
  trailers.add("x-sum", "5");
  EXPECT_TRUE(outgoing.open(content).has_value());
  outgoing.add_trailers(trailers);
  EXPECT_EQ(pull().state, http::Pulled::State::end_with_trailers);
  EXPECT_EQ(outgoing.trailers().find("x-sum"), "5");
}

// RFC 9110 10.1.1: "A client that sends a 100-continue expectation is not required to wait for any specific length of
// time; such a client MAY proceed to send the content even if it has not yet received a response."
TEST_F(OutgoingTest, that_waits_for_continue_goes_on_by_itself) {
  EXPECT_TRUE(outgoing.open(content).has_value());
  outgoing.wait_for_continue(50ms);
  EXPECT_EQ(pull().state, http::Pulled::State::blocked);
  while (ready == 0) loop.turn();
  EXPECT_EQ(pull().size, 5u);
}

TEST_F(OutgoingTest, that_waits_for_continue_goes_on_when_it_comes) {
  EXPECT_TRUE(outgoing.open(content).has_value());
  outgoing.wait_for_continue(1h);
  EXPECT_EQ(pull().state, http::Pulled::State::blocked);
  outgoing.go_on();
  EXPECT_EQ(ready, 1);
  EXPECT_EQ(pull().size, 5u);
}

TEST_F(OutgoingTest, that_is_not_wanted_any_more_stays) {
  EXPECT_TRUE(outgoing.open(content).has_value());
  outgoing.wait_for_continue(0ms);
  EXPECT_EQ(pull().state, http::Pulled::State::blocked);
  outgoing.stay();
  outgoing.go_on();
  EXPECT_EQ(pull().state, http::Pulled::State::blocked);
  EXPECT_EQ(ready, 0);
}

// A body that tells when it has gone.
struct Telling final : client::Content {
  struct Body final : client::ContentBody {
    explicit Body(bool& the_gone) : gone(the_gone) {}
    ~Body() override { gone = true; }
    http::Pulled pull(MutableOctets /*room*/) override { return {0, http::Pulled::State::blocked}; }
    bool& gone;
  };

  Result<client::OpenedContent, client::Fault> open(io::Loop& /*loop*/, std::function<void()> /*ready*/) override {
    return client::OpenedContent{std::make_unique<Body>(gone), std::nullopt};
  }
  bool gone = false;
};

TEST_F(OutgoingTest, that_nobody_pulls_any_more_lets_its_content_know) {
  Telling telling;
  EXPECT_TRUE(outgoing.open(telling).has_value());
  EXPECT_EQ(pull().state, http::Pulled::State::blocked);
  outgoing.drop();
  EXPECT_TRUE(telling.gone);
}

// --- to a server -----------------------------------------------------------------------------------------------------

class RequestBodies : public EachVersion {
 protected:
  void SetUp() override {
    EachVersion::SetUp();
    // "text/plain 5 hello": type, length, body and trailers as they came.
    server->post("/tell", [](Context& c) -> Task<> {
      const std::string type(c.field(http::FieldName::content_type).value_or("none"));
      const std::string length = c.request().content_length ? std::to_string(*c.request().content_length) : "none";
      const auto text = co_await c.body().text(100'000'000);
      const auto* trailers = c.body().trailers();
      const std::string sum(trailers != nullptr ? trailers->find("x-sum").value_or("") : "");
      c.text(fmt::format("{} {} {}{}", type, length, *text, sum));
    });
    server->post("/size", [](Context& c) -> Task<> {
      const std::uint64_t size = co_await c.body().discard();
      c.text(std::to_string(size));
    });
    server->post("/early", [](Context& c) { c.error(Status::content_too_large); });
    server->post("/expectation", [](Context& c) { c.error(Status::expectation_failed); });
  }

  std::string told(ClientRequest& request) {
    const ClientResult response = request.wait();
    return response ? response->body : response.error().text();
  }
  // Octets that nobody had to write.
  std::string large_file(std::size_t size) {
    const std::string path = folder.write("large.bin", "");
    std::filesystem::resize_file(path, size);
    return path;
  }

  Folder folder;
};

INSTANTIATE_TEST_SUITE_P(Both, RequestBodies, testing::Values(Version::http11, Version::http2), name_of_version);

TEST_P(RequestBodies, may_be_json) {
  EXPECT_EQ(told(post("/tell").json("[1]")), "application/json 3 [1]");
}

TEST_P(RequestBodies, may_be_a_form) {
  EXPECT_EQ(told(post("/tell").form({{"a", "1 2"}, {"b", "&"}})), "application/x-www-form-urlencoded 11 a=1+2&b=%26");
}

TEST_P(RequestBodies, may_have_many_parts) {
  Multipart form;
  form.text("title", "On holiday").file("photo", folder.write("beach.jpg", "a photo"));
  const std::string answer = told(post("/tell").multipart(std::move(form)));
  EXPECT_THAT(answer, StartsWith("multipart/form-data; boundary=weft-"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nOn holiday\r\n--"));
  EXPECT_THAT(answer, HasSubstr("filename=\"beach.jpg\"\r\ncontent-type: image/jpeg\r\n\r\na photo\r\n--"));
}

TEST_P(RequestBodies, may_be_a_file) {
  const std::string path = folder.write("note.css", "a {}");
  EXPECT_EQ(told(post("/tell").file(path)), "text/css; charset=utf-8 4 a {}");
  EXPECT_EQ(told(post("/tell").file(path, "text/x-note")), "text/x-note 4 a {}");
  EXPECT_EQ(told(post("/size").file(large_file(30'000'000))), "30000000");
}

TEST_P(RequestBodies, that_are_files_which_cannot_be_read_are_not_sent) {
  const auto response = post("/tell").file(folder.path("none")).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::request);
  EXPECT_EQ(response.error().reason(), "file_not_readable");
  EXPECT_THAT(response.error().text(), HasSubstr("none: No such file or directory"));
  EXPECT_EQ(response.error().attempts, 0u);
}

TEST_P(RequestBodies, that_are_files_which_shrink_are_an_error) {
  const std::string path = large_file(30'000'000);
  const auto shrink = [&](const Progress& progress) {
    if (progress.sent > 0) std::filesystem::resize_file(path, 100);
  };
  const auto response = post("/size").file(path).on_progress(shrink).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::send);
  EXPECT_EQ(response.error().reason(), "file_changed");
  EXPECT_THAT(response.error().text(), HasSubstr("of 30000000 octets"));
}

TEST_P(RequestBodies, may_come_from_a_function) {
  int pieces = 0;
  EXPECT_EQ(told(post("/tell").stream([&] { return ++pieces > 3 ? "" : fmt::format("{}, ", pieces); })),
            "none none 1, 2, 3, ");
  int more = 0;
  EXPECT_EQ(told(post("/tell").stream([&] { return ++more > 2 ? "" : "abc"; }, 6)), "none 6 abcabc");
}

TEST_P(RequestBodies, may_come_from_a_coroutine) {
  int pieces = 0;
  EXPECT_EQ(told(post("/tell").stream(
                [&]() -> Task<std::string> { co_return ++pieces > 3 ? "" : fmt::format("{}, ", pieces); })),
            "none none 1, 2, 3, ");
}

TEST_P(RequestBodies, whose_source_throws_are_an_error) {
  const auto response =
      post("/tell").stream([]() -> std::string { throw std::runtime_error("the tape is torn"); }).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::send);
  EXPECT_EQ(response.error().reason(), "source_failed");
  EXPECT_THAT(response.error().text(), HasSubstr("the tape is torn"));
}

TEST_P(RequestBodies, that_are_shorter_than_they_say_are_an_error) {
  bool given = false;
  const auto response = post("/tell").stream([&] { return std::exchange(given, true) ? "" : "abc"; }, 6).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().reason(), over_http2() ? "body_length_differs" : "body_too_short");
}

TEST_P(RequestBodies, have_trailers_behind_them) {
  EXPECT_EQ(told(post("/tell").body("hello", "text/plain").trailer("X-Sum", "5")),
            over_http2() ? "text/plain 5 hello5" : "text/plain none hello5");
  EXPECT_EQ(told(post("/tell").trailer("x-sum", "0")), over_http2() ? "none 0 0" : "none none 0");
  EXPECT_THROW(post("/tell").trailer("content-length", "5"), std::invalid_argument);
}

// RFC 9113 8.1 and RFC 9112 9.5: an answer that comes early ends the upload, whatever it is made of.
TEST_P(RequestBodies, end_with_an_early_answer) {
  const std::string path = large_file(50'000'000);
  const std::vector<std::function<void(ClientRequest&)>> kinds{
      [](ClientRequest& request) { request.body(std::string(50'000'000, 'x')); },
      [&](ClientRequest& request) { request.file(path); },
      [&](ClientRequest& request) { request.multipart(std::move(Multipart().file("a", path))); },
      [](ClientRequest& request) { request.stream([] { return std::string(10'000, 'x'); }); },
      [](ClientRequest& request) { request.stream([]() -> Task<std::string> { co_return std::string(10'000, 'x'); }); },
  };
  for (const auto& set_body : kinds) {
    ClientRequest request = post("/early");
    set_body(request);
    const auto response = request.wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->status, Status::content_too_large);
    EXPECT_EQ(get("/").wait()->body, "hello");
  }
  if (over_http2()) {
    EXPECT_EQ(server->connections(), 1u);
  }
}

TEST_P(RequestBodies, that_are_expected_go_when_the_server_reads) {
  std::atomic<int> interim = 0;
  EXPECT_EQ(
      told(post("/tell").body("hello", "text/plain").expect_continue().on_interim([&](const http::ResponseHead& head) {
        interim = http::code(head.status);
      })),
      "text/plain 5 hello");
  EXPECT_EQ(interim, 100);
}

TEST_P(RequestBodies, that_are_refused_are_not_sent) {
  std::atomic<int> asked = 0;
  const auto source = [&]() -> std::string { return ++asked > 1 ? "" : "text"; };
  const auto response = post("/expectation").stream(source).expect_continue().wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, Status::expectation_failed);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(get("/").wait()->body, "hello");
}

TEST_P(RequestBodies, tell_their_progress) {
  Progress last;
  int times = 0;
  std::uint64_t most_sent = 0;
  const std::string content(3'000'000, 'x');
  const auto response = post("/echo")
                            .body(content)
                            .on_progress([&](const Progress& progress) {
                              EXPECT_GE(progress.sent, most_sent);
                              most_sent = progress.sent;
                              last = progress;
                              ++times;
                            })
                            .wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_GT(times, 1);
  EXPECT_EQ(last.sent, 3'000'000u);
  EXPECT_EQ(last.to_send, 3'000'000u);
  EXPECT_EQ(last.received, 3'000'000u);
  EXPECT_EQ(last.to_receive, 3'000'000u);
}

}  // namespace
}  // namespace weft
