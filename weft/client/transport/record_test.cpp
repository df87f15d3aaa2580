#include <weft/client/transport/record.hpp>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <weft/client/support_test.hpp>

namespace weft {
namespace record_test {

using http::Status;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RecordTest : public ClientTest {
 protected:
  ~RecordTest() override { ::unlink(file.c_str()); }

  // Answers in gzip, as its client asks for it; the octets are the word "hello".
  void add_gzip() {
    server->get("/as/gzip", [](Context& c) {
      c.set("content-encoding", "gzip");
      c.bytes("text/plain", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00"
                                        "\x86\xa6\x10\x36\x05\x00\x00\x00",
                                        25));
    });
  }
  Client recording(RecordOptions options = {}) {
    ClientOptions client_options = trusting();
    client_options.transport = record(file, options);
    return Client(client_options);
  }
  Client replaying() {
    ClientOptions options;
    options.transport = replay(file);
    return Client(options);
  }
  std::string recorded() const {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  static std::string text_of(const ClientResult& result) {
    return result ? fmt::format("{} {}", http::code(result->status), result->body) : result.error().text();
  }

  const std::string file = fmt::format("{}{}weft_recording.json", testing::TempDir(), ::getpid());
};

TEST_F(RecordTest, exchanges_are_answered_again_without_a_server) {
  add_gzip();
  server->get("/away/home", [](Context& c) { c.redirect("/"); });
  const std::string url = listen(secure);
  const auto ask_all = [&](const Client& client) {
    std::string all;
    all += text_of(client.get(url + "/").wait()) + "\n";
    all += text_of(client.post(url + "/echo").body("content").wait()) + "\n";
    all += text_of(client.post(url + "/echo").body(std::string("\0\xff", 2)).wait()) + "\n";
    all += text_of(client.post(url + "/echo").body(std::string(200'000, 'x')).wait()) + "\n";
    all += text_of(client.get(url + "/as/gzip").wait()) + "\n";
    all += text_of(client.get(url + "/away/home").redirects(1).wait()) + "\n";
    auto stream = client.get(url + "/").open_wait();
    all += stream ? *read_all(*stream) : stream.error().text();
    return all;
  };
  const std::string first = ask_all(recording());
  EXPECT_THAT(first, HasSubstr("200 hello\n200 content\n"));
  server->stop();
  EXPECT_EQ(ask_all(replaying()), first);
}

TEST_F(RecordTest, a_request_that_is_not_there_names_the_nearest) {
  const std::string url = listen(clear);
  (void)recording().get(url + "/").wait();
  const Client client = replaying();
  const auto other = client.get(url + "/other").wait();
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().reason(), "not_recorded");
  EXPECT_THAT(other.error().detail, HasSubstr("is not recorded, the nearest is GET " + url));
  EXPECT_THAT(text_of(client.request(http::Method::delete_, url + "/").wait()), HasSubstr("the nearest is GET"));
  EXPECT_EQ(text_of(client.get(url + "/").wait()), "200 hello");
  EXPECT_THAT(text_of(client.get(url + "/").wait()), HasSubstr("was answered as often as it is recorded"));
}

TEST_F(RecordTest, a_request_with_another_body_is_told) {
  const std::string url = listen(clear);
  (void)recording().post(url + "/echo").body("one").wait();
  EXPECT_THAT(text_of(replaying().post(url + "/echo").body("two").wait()), HasSubstr("is recorded with another body"));
}

TEST_F(RecordTest, secrets_are_left_out) {
  server->get("/give/cookie", [](Context& c) {
    c.set("set-cookie", "key=secret");
    c.text("");
  });
  const std::string url = listen(clear);
  const auto ask = [&](const Client& client) {
    (void)client.get(url + "/give/cookie").bearer("secret").field("cookie", "a=secret").field("x-kept", "yes").wait();
  };
  ask(recording());
  EXPECT_THAT(recorded(), AllOf(Not(HasSubstr("secret")), HasSubstr("x-kept")));
  ask(recording({.secrets = true}));
  EXPECT_THAT(recorded(), AllOf(HasSubstr("Bearer secret"), HasSubstr("a=secret"), HasSubstr("key=secret")));
}

TEST_F(RecordTest, the_file_is_for_its_owner_alone_whatever_stood_there_before) {
  std::ofstream(file) << "before";
  ::chmod(file.c_str(), 0644);
  const Client client = recording({.secrets = true});
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(recorded(), "[\n]\n");
}

TEST_F(RecordTest, a_file_that_cannot_be_used_is_refused) {
  EXPECT_THROW(record("/no/such/folder/file"), std::invalid_argument);
  EXPECT_THROW(replay("/no/such/file"), std::invalid_argument);
  std::ofstream(file) << "[\n{}]";
  try {
    replay(file);
    ADD_FAILURE();
  } catch (const std::invalid_argument& wrong) {
    EXPECT_THAT(wrong.what(), HasSubstr(file + ":2:1: expected an exchange"));
  }
}

}  // namespace record_test
}  // namespace weft
