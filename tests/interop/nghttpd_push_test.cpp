// The engine as a client of nghttpd, which pushes: taken, declined, one at a time, and no more of them.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <weft/h2/connection.hpp>

namespace weft::interop {
namespace {

namespace fs = std::filesystem;

constexpr const char* nghttpd = "/usr/sbin/nghttpd";

std::string octets_of(std::size_t size, char first) {
  std::string out(size, first);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(first + static_cast<char>(i % 23));
  return out;
}

// A port that nobody has just now.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(socket);
  return ntohs(address.sin_port);
}

// Serves a folder, and pushes three files with its index.
class Nghttpd {
 public:
  Nghttpd() {
    folder_ = fs::temp_directory_path() / ("weft-nghttpd-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    write("index.html", octets_of(2'000, 'a'));
    write("style.css", octets_of(30'000, 'b'));
    write("script.js", octets_of(50'000, 'c'));
    write("film.bin", octets_of(2'000'000, 'd'));
    std::array<int, 2> output{};
    EXPECT_EQ(::pipe2(output.data(), O_CLOEXEC), 0);
    port = free_port();
    pid_ = ::fork();
    if (pid_ == 0) become_nghttpd(output[1]);
    ::close(output[1]);
    // "IPv4: listen 127.0.0.1:43211". It does not mind that nobody reads on.
    char octet = 0;
    while (::read(output[0], &octet, 1) == 1 && octet != '\n') continue;
    ::close(output[0]);
  }
  Nghttpd(const Nghttpd&) = delete;
  Nghttpd& operator=(const Nghttpd&) = delete;
  ~Nghttpd() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    fs::remove_all(folder_);
  }

  const std::string& file(const std::string& path) const { return files_.at(path); }
  std::uint16_t port = 0;

 private:
  void write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    files_["/" + name] = content;
  }

  // Runs in the child, which ends when this process ends.
  [[noreturn]] void become_nghttpd(int output) const {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output, STDOUT_FILENO);
    const std::string digits = std::to_string(port);
    ::execl(nghttpd, nghttpd, "--verbose", "--no-tls", "--address=127.0.0.1", "--htdocs", folder_.c_str(),
            "--push=/index.html=/style.css,/script.js,/film.bin", digits.c_str(), nullptr);
    ::_exit(127);
  }

  fs::path folder_;
  std::map<std::string, std::string> files_;
  pid_t pid_ = -1;
};

// The state of a request, ours or one that was promised.
struct Message {
  std::string path;
  h2::MessageId parent = 0;
  int status = 0;
  std::string body;
  std::string end;
};

// The engine over a blocking socket.
class Client {
 public:
  explicit Client(const Nghttpd& server, std::uint32_t pushes, std::string_view unwanted = {})
      : options_(options_of(pushes)),
        unwanted_(unwanted),
        connection_(http::Role::client, options_, workspace_, now()) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(socket_); }

  h2::Connection& connection() { return connection_; }

  h2::MessageId get(std::string_view path) {
    http::RequestHead head;
    head.scheme = "http";
    head.authority = "example.org";
    head.path = path;
    const auto opened = connection_.open(head, nullptr, now());
    EXPECT_TRUE(opened);
    messages[*opened].path = path;
    return *opened;
  }

  // Fails the test when nothing comes any more.
  void run_until(const std::function<bool()>& condition) {
    while (!condition() && !failed()) {
      send();
      std::array<std::uint8_t, 16'384> room;
      const ssize_t got = ::recv(socket_, room.data(), room.size(), 0);
      ASSERT_GT(got, 0) << "it never happened";
      connection_.receive(Octets(room).first(static_cast<std::size_t>(got)), now());
      while (const auto event = connection_.poll_event()) std::visit([this](const auto& e) { on(e); }, *event);
    }
  }
  bool ended(h2::MessageId message) { return !messages[message].end.empty(); }
  bool all_ended() const {
    return std::ranges::all_of(messages, [](const auto& entry) { return !entry.second.end.empty(); });
  }
  // The message that was promised with `path`.
  const Message* push_of(std::string_view path) const {
    for (const auto& [id, message] : messages) {
      if (message.parent != 0 && message.path == path) return &message;
    }
    return nullptr;
  }

  std::map<h2::MessageId, Message> messages;
  std::size_t promises = 0;
  // Pushed responses that have begun and not ended, and the most there were.
  std::size_t under_way = 0;
  std::size_t most_under_way = 0;
  bool settings_acknowledged = false;

 private:
  static h2::Options options_of(std::uint32_t pushes) {
    h2::Options options;
    options.pushes = pushes;
    return options;
  }
  static Time now() { return std::chrono::steady_clock::now(); }
  static bool failed() { return testing::Test::HasFailure(); }

  void send() {
    Buffer out;
    while (connection_.wants_to_produce()) connection_.produce(out, 65'536, now());
    while (!out.empty()) {
      const ssize_t sent = ::send(socket_, out.readable().data(), out.size(), MSG_NOSIGNAL);
      ASSERT_GT(sent, 0);
      out.consume(static_cast<std::size_t>(sent));
    }
  }

  void on(const h2::PushPromised& promise) {
    ++promises;
    Message& message = messages[promise.message];
    message.path = promise.head->path;
    message.parent = promise.parent;
    if (message.path == unwanted_) connection_.reset(promise.message, h2::ErrorCode::cancel, "not_wanted");
  }
  void on(const h2::ResponseReceived& response) {
    Message& message = messages[response.message];
    message.status = static_cast<int>(http::code(response.head->status));
    if (message.parent != 0) most_under_way = std::max(most_under_way, ++under_way);
  }
  void on(const h2::DataReceived& data) {
    messages[data.message].body += as_text(data.octets);
    connection_.consume(data.message, data.octets.size());
  }
  void on(const h2::Closed& closed) {
    Message& message = messages[closed.message];
    message.end = closed.close.reason;
    if (message.parent != 0 && message.status != 0) --under_way;
    connection_.release(closed.message);
  }
  void on(const h2::SettingsAcknowledged&) { settings_acknowledged = true; }
  void on(const h2::ConnectionClosed& closed) { FAIL() << closed.close.reason; }
  template <class Other>
  void on(const Other&) {}

  h2::Options options_;
  std::string_view unwanted_;
  h2::Workspace workspace_;
  h2::Connection connection_;
  int socket_ = -1;
};

class NghttpdPush : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(nghttpd)) GTEST_SKIP() << "nghttpd is not installed";
    server.emplace();
  }
  void expect_whole(const Message* message, const std::string& path) {
    ASSERT_NE(message, nullptr) << path;
    EXPECT_EQ(message->end, "complete");
    EXPECT_EQ(message->status, 200);
    EXPECT_TRUE(message->body == server->file(path)) << path << ": " << message->body.size() << " octets";
  }

  std::optional<Nghttpd> server;
};

TEST_F(NghttpdPush, is_promised_with_its_parent_and_arrives_whole) {
  Client client(*server, 100);
  const auto page = client.get("/index.html");
  client.run_until([&] { return client.promises == 3 && client.all_ended(); });
  expect_whole(&client.messages[page], "/index.html");
  for (const auto* path : {"/style.css", "/script.js", "/film.bin"}) {
    expect_whole(client.push_of(path), path);
    EXPECT_EQ(client.push_of(path)->parent, page);
  }
  EXPECT_EQ(client.connection().live_messages(), 0u);
}

TEST_F(NghttpdPush, that_is_declined_leaves_its_parent_and_the_others_alone) {
  Client client(*server, 100, "/film.bin");
  const auto page = client.get("/index.html");
  client.run_until([&] { return client.promises == 3 && client.all_ended(); });
  expect_whole(&client.messages[page], "/index.html");
  expect_whole(client.push_of("/style.css"), "/style.css");
  expect_whole(client.push_of("/script.js"), "/script.js");
  EXPECT_EQ(client.push_of("/film.bin")->end, "not_wanted");
  EXPECT_EQ(client.push_of("/film.bin")->body, "");

  const auto film = client.get("/film.bin");
  client.run_until([&] { return client.ended(film); });
  expect_whole(&client.messages[film], "/film.bin");
}

TEST_F(NghttpdPush, comes_one_at_a_time_where_the_client_says_so) {
  Client client(*server, 1);
  client.get("/index.html");
  client.run_until([&] { return client.promises == 3 && client.all_ended(); });
  for (const auto* path : {"/style.css", "/script.js", "/film.bin"}) expect_whole(client.push_of(path), path);
  EXPECT_EQ(client.most_under_way, 1u);
}

TEST_F(NghttpdPush, is_over_once_the_client_has_changed_its_mind) {
  Client client(*server, 100);
  client.get("/index.html");
  client.run_until([&] { return client.promises == 3; });
  client.settings_acknowledged = false;
  ASSERT_TRUE(client.connection().update_settings({.pushes = 0, .initial_window = {}}));
  client.run_until([&] { return client.settings_acknowledged && client.all_ended(); });
  const auto again = client.get("/index.html");
  client.run_until([&] { return client.ended(again); });
  expect_whole(&client.messages[again], "/index.html");
  EXPECT_EQ(client.promises, 3u);
}

TEST_F(NghttpdPush, is_off_without_a_word) {
  Client client(*server, h2::Options().pushes);
  const auto page = client.get("/index.html");
  client.run_until([&] { return client.ended(page); });
  expect_whole(&client.messages[page], "/index.html");
  EXPECT_EQ(client.promises, 0u);
}

}  // namespace
}  // namespace weft::interop
