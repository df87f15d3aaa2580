#include <weft/server/multipart_form.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace multipart_form_test {

std::string part(std::string_view name, std::string_view content) {
  return fmt::format("--B\r\ncontent-disposition: form-data; name={}\r\n\r\n{}\r\n", name, content);
}
std::string file(std::string_view name, std::string_view filename, std::string_view content) {
  return fmt::format(
      "--B\r\ncontent-disposition: form-data; name={}; filename=\"{}\"\r\ncontent-type: image/png\r\n\r\n{}\r\n", name,
      filename, content);
}
constexpr std::string_view end = "--B--\r\n";
constexpr std::string_view form_with_b = "multipart/form-data; boundary=B";

class MultipartForms : public ServerTest {
 protected:
  void SetUp() override {
    folder = testing::TempDir() + fmt::format("multipart_{}", ::getpid());
    std::filesystem::create_directory(folder);
    server->post("/tell", [](Context& c) -> Task<> {
      auto form = c.multipart({.parts = 3});
      std::string told;
      while (auto* part = co_await form.next()) {
        told += fmt::format("{}/{}/{}: {}\n", part->name(), part->filename().value_or("-"), part->content_type(),
                            co_await part->text(100'000));
      }
      c.text(told + (co_await form.next() == nullptr ? "end" : "more"));
    });
    server->post("/count", [](Context& c) -> Task<> {
      auto form = c.multipart();
      std::size_t octets = 0;
      while (auto* part = co_await form.next()) {
        while (const auto piece = co_await part->read()) octets += piece->size();
        EXPECT_EQ(co_await part->read(), std::nullopt);
      }
      c.text(fmt::to_string(octets));
    });
    server->post("/names", [](Context& c) -> Task<> {
      auto form = c.multipart();
      std::string names;
      while (auto* part = co_await form.next()) names += part->name() + '=' + part->safe_filename() + ';';
      c.text(names);
    });
    server->post("/save", [this](Context& c) -> Task<> {
      auto form = c.multipart();
      while (auto* part = co_await form.next()) {
        if (part->filename()) c.text(fmt::to_string(co_await part->save(folder + "/" + part->safe_filename(), 1000)));
      }
    });
    server->post("/spool", [](Context& c) -> Task<> {
      auto form = c.multipart();
      auto* part = co_await form.next();
      const auto spooled = co_await part->spooled(10, 100);
      std::uint8_t first[3];
      const auto got = spooled.read(0, first);
      c.text(fmt::format("{} {} {}", spooled.is_on_disk(), spooled.size(), as_text(Octets(first, got))));
    });
  }
  ~MultipartForms() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  TestResponse post(std::string_view path, std::string_view body, std::string_view type = form_with_b) {
    return request(fmt::format("POST {}", path),
                   fmt::format("content-type: {}\r\ncontent-length: {}\r\n", type, body.size()), body);
  }
  std::string saved(std::string_view name) const {
    std::ifstream in(fmt::format("{}/{}", folder, name));
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string folder;
};

TEST_F(MultipartForms, are_read_part_by_part) {
  EXPECT_EQ(post("/tell", fmt::format("{}{}{}", part("a", "1"), file("b", "x.png", "\r\n--A"), end)).body,
            "a/-/text/plain: 1\nb/x.png/image/png: \r\n--A\nend");
  EXPECT_EQ(post("/tell", end).body, "end");
}

TEST_F(MultipartForms, arrive_the_same_one_octet_at_a_time) {
  start();
  TestClient client(server->endpoints().front());
  const auto body = fmt::format("{}{}{}", part("a", "1"), part("b", "2\r"), end);
  client.send(fmt::format("POST /tell HTTP/1.1\r\nhost: a\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
                          form_with_b, body.size()));
  for (const char octet : body) client.send({&octet, 1});
  EXPECT_EQ(client.read_response().body, "a/-/text/plain: 1\nb/-/text/plain: 2\r\nend");
}

TEST_F(MultipartForms, may_be_large_and_are_not_kept) {
  EXPECT_EQ(post("/count", part("a", std::string(5'000'000, 'x')) + std::string(end)).body, "5000000");
}

TEST_F(MultipartForms, may_be_passed_over) {
  const auto body = fmt::format("{}{}{}", file("a", "../x", std::string(300'000, 'x')), part("b", "2"), end);
  EXPECT_EQ(post("/names", body).body, "a=x;b=file;");
}

TEST_F(MultipartForms, leave_the_connection_to_the_next_request) {
  start();
  TestClient client(server->endpoints().front());
  const auto body = part("a", "1") + std::string(end) + "an epilogue";
  const auto fields = fmt::format("content-type: {}\r\ncontent-length: {}\r\n", form_with_b, body.size());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.request("POST /names", fields, body).body, "a=file;");
}

TEST_F(MultipartForms, of_another_type_are_415) {
  EXPECT_EQ(post("/tell", end, "application/x-www-form-urlencoded").status(), 415);
  EXPECT_EQ(post("/tell", end, "multipart/mixed; boundary=B").status(), 415);
  EXPECT_EQ(request("POST /tell", "content-length: 0\r\n").status(), 415);
  EXPECT_EQ(post("/tell", end, "multipart/form-data").status(), 400);
  EXPECT_EQ(post("/tell", end, "multipart/form-data; boundary=" + std::string(71, 'x')).status(), 400);
}

TEST_F(MultipartForms, that_are_wrong_are_400_with_a_sentence) {
  EXPECT_EQ(post("/tell", part("a", "1")).body, "400 Bad Request\nthe form ends before its last boundary\n");
  EXPECT_EQ(post("/tell", "").status(), 400);
  EXPECT_EQ(post("/tell", "--B\r\n\r\n").body, "400 Bad Request\nthe form has a part without a name\n");
}

TEST_F(MultipartForms, beyond_a_limit_are_413) {
  const auto one = part("a", "1");
  EXPECT_EQ(post("/tell", fmt::format("{0}{0}{0}{1}", one, end)).status(), 200);
  EXPECT_EQ(post("/tell", fmt::format("{0}{0}{0}{0}{1}", one, end)).body,
            "413 Content Too Large\nthe form has too many parts\n");
  EXPECT_EQ(post("/tell", fmt::format("{}{}", part("a", std::string(100'001, 'x')), end)).body,
            "413 Content Too Large\n\"a\" in the form has more than 100000 octets\n");
}

TEST_F(MultipartForms, have_files_that_can_be_saved) {
  EXPECT_EQ(post("/save", fmt::format("{}{}", file("f", "../../a.png", "some\r\ntext"), end)).body, "10");
  EXPECT_EQ(saved("a.png"), "some\r\ntext");
  EXPECT_EQ(post("/save", fmt::format("{}{}", file("f", "a.png", "other"), end)).status(), 500);
  EXPECT_EQ(saved("a.png"), "some\r\ntext");
}

TEST_F(MultipartForms, leave_no_half_of_a_file) {
  EXPECT_EQ(post("/save", fmt::format("{}{}", file("f", "b.png", std::string(1001, 'x')), end)).status(), 413);
  EXPECT_EQ(post("/save", file("f", "b.png", "cut")).status(), 400);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(MultipartForms, go_to_disk_where_they_are_large) {
  EXPECT_EQ(post("/spool", fmt::format("{}{}", part("a", "0123456789"), end)).body, "false 10 012");
  EXPECT_EQ(post("/spool", fmt::format("{}{}", part("a", "0123456789x"), end)).body, "true 11 012");
  EXPECT_EQ(post("/spool", fmt::format("{}{}", part("a", std::string(101, 'x')), end)).status(), 413);
}

// --- while the disk is slow ------------------------------------------------------------------------------------------

// The only thread for disks is held until release().
class SlowDisks : public MultipartForms {
 protected:
  // The server goes before the promises that its thread for disks is about to touch.
  ~SlowDisks() override { server.reset(); }

  void serve(std::size_t queue) {
    auto options = test_options();
    options.blocking = {.threads = 1, .queue = queue};
    server.emplace(options);
    server->get("/hold", [this](Context& c) -> Task<> {
      co_await c.offload([this] {
        held.set_value();
        released.get_future().wait();
      });
    });
    server->get("/", [](Context& c) { c.text("goes on"); });
    const auto save = [this](Context& c) -> Task<> {
      auto form = c.multipart();
      auto* part = co_await form.next();
      begun.set_value();
      c.text(fmt::to_string(co_await part->save(folder + "/a.png", 1'000'000)));
    };
    const auto spool = [this](Context& c) -> Task<> {
      auto form = c.multipart();
      auto* part = co_await form.next();
      begun.set_value();
      const auto spooled = co_await part->spooled(10, 1'000'000);
      c.text(fmt::format("{} {}", spooled.is_on_disk(), spooled.size()));
    };
    server->post("/save", save);
    server->post("/spool", spool);
    start();
  }
  static void send(TestClient& client, std::string_view path, std::size_t octets) {
    const auto body = file("f", "a.png", std::string(octets, 'x')) + std::string(end);
    client.send(fmt::format("POST {} HTTP/1.1\r\nhost: a\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n{}", path,
                            form_with_b, body.size(), body));
  }
  void hold() {
    holder.emplace(server->endpoints().front());
    holder->send("GET /hold HTTP/1.1\r\nhost: a\r\n\r\n");
    held.get_future().wait();
  }

  std::promise<void> held;
  std::promise<void> begun;
  std::promise<void> released;
  std::optional<TestClient> holder;
};

TEST_F(SlowDisks, keep_an_upload_and_nobody_else) {
  int kept = 0;
  for (const auto& [path, answer] : {std::pair("/save", "200000"), std::pair("/spool", "true 200000")}) {
    for (auto* promise : {&held, &begun, &released}) *promise = {};
    serve(10);
    hold();
    TestClient client(server->endpoints().front());
    send(client, path, 200'000);
    begun.get_future().wait();
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(TestClient(server->endpoints().front()).request("GET /").body, "goes on");
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    EXPECT_EQ(client.take_unread(), "");
    released.set_value();
    EXPECT_EQ(client.read_response().body, answer);
    if (std::filesystem::remove(folder + "/a.png")) ++kept;
  }
  EXPECT_EQ(kept, 1);
}

TEST_F(SlowDisks, that_have_no_room_for_more_are_503) {
  serve(0);
  hold();
  TestClient client(server->endpoints().front());
  send(client, "/save", 100);
  EXPECT_EQ(client.read_response().status(), 503);
  released.set_value();
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

// A part that stays in memory asks no thread.
TEST_F(SlowDisks, keep_nothing_that_is_small) {
  serve(0);
  hold();
  TestClient client(server->endpoints().front());
  send(client, "/spool", 10);
  EXPECT_EQ(client.read_response().body, "false 10");
  released.set_value();
}

// A client that goes away in the middle leaves nothing behind.
TEST_F(MultipartForms, that_nobody_sends_any_more_leave_no_half_of_a_file) {
  std::promise<void> ended;
  server->post("/watched", [this, &ended](Context& c) -> Task<> {
    try {
      auto form = c.multipart();
      auto* part = co_await form.next();
      co_await part->save(folder + "/half", 1000);
    } catch (...) {
      ended.set_value();
      throw;
    }
  });
  start();
  TestClient client(server->endpoints().front());
  client.send(fmt::format("POST /watched HTTP/1.1\r\nhost: a\r\ncontent-type: {}\r\ncontent-length: 1000\r\n\r\n{}",
                          form_with_b, file("f", "a", "half").substr(0, 90)));
  client.vanish();
  ended.get_future().wait();
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

}  // namespace multipart_form_test
}  // namespace weft::server
