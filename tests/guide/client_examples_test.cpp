// The examples of docs/guide/client.md, against a server. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/client/client.hpp>
#include <weft/client/client_factory.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/server/server.hpp>
#include <weft/server/upstream/upstream.hpp>

namespace {

using namespace std::chrono_literals;

// --- README.md -------------------------------------------------------------------------------------------------------

void use(std::string_view) {}
void report(std::string_view) {}

// Compiled only: it asks a server of the internet.
[[maybe_unused]] void five_lines() {
  weft::Client client;                                          // a handle: keep it, copy it, use it from any thread
  const auto page = client.get("https://example.org/").wait();  // HTTP/2 where the server has it, HTTP/1.1 otherwise
  if (!page) return report(page.error().text());                // "connect: connection_refused"
  use(page->body);
}

// --- a page ----------------------------------------------------------------------------------------------------------

std::string page(const weft::Client& client, const std::string& url) {
  const auto response = client.get(url).wait();
  if (!response) return response.error().text();  // "connect: connection_refused"
  if (!response->ok()) return fmt::format("status {}", weft::http::code(response->status));
  return response->body;
}

weft::Task<std::string> page_in_a_coroutine(weft::Client client, std::string url) {
  const auto response = co_await client.get(url).send();
  if (!response) co_return response.error().text();
  co_return response->body;
}

void page_by_callback(const weft::Client& client, const std::string& url, std::function<void(std::string)> done) {
  client.get(url).then([done](weft::ClientResult response) {  // on the client's own thread
    done(response ? response->body : response.error().text());
  });
}

// --- JSON ------------------------------------------------------------------------------------------------------------

std::string add_note(const weft::Client& client, const std::string& url) {
  const auto made = client.post(url).field("accept", "application/json").json(R"({"title": "Sea"})").wait();
  if (!made) return made.error().text();
  if (made->fields.find("content-type") != "application/json") return "the answer is no JSON";
  return made->body;  // a text: parse it with the JSON library of the program
}

// --- many at once ----------------------------------------------------------------------------------------------------

std::vector<weft::ClientResult> all_of(const weft::Client& client, const std::vector<std::string>& urls) {
  std::vector<std::future<weft::ClientResult>> answers;
  for (const auto& url : urls) {
    const auto promise = std::make_shared<std::promise<weft::ClientResult>>();
    answers.push_back(promise->get_future());
    client.get(url).then([promise](weft::ClientResult result) { promise->set_value(std::move(result)); });
  }
  std::vector<weft::ClientResult> results;
  for (auto& answer : answers) results.push_back(answer.get());
  return results;
}

// --- files -----------------------------------------------------------------------------------------------------------

using Show = std::function<void(std::uint64_t done, std::uint64_t of)>;

weft::ClientResult upload(const weft::Client& client, const std::string& url, const std::string& path, Show show) {
  return client.put(url)
      .file(path)  // read as it is sent; its media type by its name
      .on_progress([show](const weft::Progress& p) { show(p.sent, p.to_send.value_or(0)); })
      .wait();
}

weft::ClientResult download(const weft::Client& client, const std::string& url, const std::string& path) {
  return client.get(url)
      .to_file(path)           // `path`.part until it is whole
      .limit_rate(50'000'000)  // octets a second
      .wait();
}

weft::ClientResult rest_of_download(const weft::Client& client, const std::string& url, const std::string& path) {
  return client.get(url)
      .resume_file(path)  // goes on where `path`.part, or `path` itself, ends
      .wait();
}

// --- streams ---------------------------------------------------------------------------------------------------------

weft::Task<std::uint64_t> octets_of(weft::Client client, std::string url) {
  auto film = co_await client.get(url).open();  // the head has come
  if (!film) co_return 0;
  std::uint64_t octets = 0;
  for (;;) {
    const auto piece = co_await film->read();        // some octets; empty at the end
    if (!piece || piece->empty()) co_return octets;  // an error of the body is piece.error()
    octets += piece->size();
  }
}

weft::ClientResult count_down(const weft::Client& client, const std::string& url) {
  auto next = [left = 3]() mutable { return left == 0 ? std::string() : fmt::format("{} ", left--); };
  return client.post(url).stream(next).wait();  // until it returns nothing
}

// --- forms -----------------------------------------------------------------------------------------------------------

weft::ClientResult sign_up(const weft::Client& client, const std::string& url) {
  return client.post(url).form({{"name", "Ada Lovelace"}, {"born", "1815"}}).wait();
}

weft::ClientResult send_photo(const weft::Client& client, const std::string& url, const std::string& path) {
  weft::Multipart form;
  form.text("title", "Sea").file("photo", path);
  return client.post(url).multipart(std::move(form)).wait();
}

// --- time limits and errors ------------------------------------------------------------------------------------------

weft::ClientResult within_a_moment(const weft::Client& client, const std::string& url) {
  return client.get(url).timeout(std::chrono::milliseconds(50)).wait();  // for all of it
}

std::string advice(const weft::ClientError& error) {
  using Stage = weft::ClientError::Stage;
  if (error.cancelled()) return "nothing: this program gave it up";
  switch (error.stage) {
    case Stage::request:
      return "correct the request";
    case Stage::resolve:
    case Stage::connect:
      return "look at the name and the port, and whether the server runs; then send it again";
    case Stage::proxy:
      return "look at the proxy, and at the user that it knows";
    case Stage::tls:
      return "look at the server's certificate, and at whom the client trusts";
    case Stage::send:
    case Stage::head:
    case Stage::body:
      return error.safe_to_retry ? "send it again" : "find out whether the server did it; then send it again";
    case Stage::decode:
    case Stage::redirect:
      return "tell those who run the server";
    case Stage::authenticate:
      return "kinit, or look at the name by which the KDC knows the server";
    case Stage::limit:
      return "open() or to_file(): the body is larger than 64 MiB";
  }
  return {};
}

// --- redirects, cookies, credentials ---------------------------------------------------------------------------------

weft::ClientResult account(weft::ClientOptions options, const std::string& site) {
  options.cookies = weft::CookieJar();
  options.redirects = 10;
  const weft::Client client(options);
  return client.post(site + "/login").form({{"user", "ada"}}).wait();  // 303 and a cookie: the page behind it
}

std::vector<std::string> way_of(const weft::Client& client, const std::string& url) {
  std::vector<std::string> way;
  const auto tell = [&way](const weft::Redirect& redirect) { way.push_back(redirect.response.url); };
  const auto response = client.get(url).redirects(10).on_redirect(tell).wait();  // on the client's own thread
  if (response) way.push_back(response->url);
  return way;
}

weft::ClientResult private_page(const weft::Client& client, const std::string& url) {
  return client.get(url).basic("ada", "secret").wait();  // or bearer(token), or digest(user, password)
}

std::string intranet_page(const weft::Client& client, const std::string& url) {
  const auto page = client.get(url).negotiate().wait();
  if (page) return page->body;
  // "authenticate: kerberos_ticket_missing (No Kerberos credentials available …; kinit gets a ticket)"
  return page.error().text();
}

// --- priorities ------------------------------------------------------------------------------------------------------

weft::Task<std::uint64_t> watch(weft::Client client, std::string url) {
  auto film = co_await client.get(url).priority({.urgency = 5, .incremental = true}).open();
  if (!film) co_return 0;
  film->prioritize({.urgency = 1});  // somebody looks at it now
  std::uint64_t octets = 0;
  for (;;) {
    const auto piece = co_await film->read();
    if (!piece || piece->empty()) co_return octets;
    octets += piece->size();
  }
}

// --- push ------------------------------------------------------------------------------------------------------------

weft::Client client_that_takes_styles(weft::ClientOptions options) {
  options.push = [](const weft::PushedRequest& promised) {  // on the client's own thread
    const bool is_style = promised.url.target.ends_with(".css");
    return is_style ? weft::PushDecision::accept : weft::PushDecision::decline;
  };
  return weft::Client(options);
}

std::string style_of_a_page(const weft::Client& client, const std::string& site) {
  client.get(site + "/page").wait();  // the server promises /style.css with it
  const auto style = client.get(site + "/style.css").wait();
  if (!style) return style.error().text();
  return fmt::format("{} {}", style->pushed ? "pushed" : "asked for", style->body);
}

// --- version ---------------------------------------------------------------------------------------------------------

std::string version_of(const weft::Client& client, const std::string& url) {
  const auto response = client.get(url).version(weft::http::Version::http2, weft::VersionPolicy::exact).wait();
  if (!response) return response.error().text();
  return fmt::format("{}, {}", weft::http::to_string(response->version), weft::to_string(response->why));
}

// --- trust -----------------------------------------------------------------------------------------------------------

weft::Client client_that_trusts(const std::string& certificates) {
  weft::ClientOptions options;
  options.trusted_file = certificates;  // in PEM, in place of the system's
  return weft::Client(options);
}

weft::Client client_that_is_known(const std::string& certificate, const std::string& key, const std::string& pin) {
  weft::ClientOptions options;
  options.certificate_file = certificate;  // in PEM, with its chain
  options.key_file = key;
  options.pinned_keys = {pin};  // "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", as curl has it
  options.insecure = true;      // the key is enough: nobody has to vouch for it
  return weft::Client(options);
}

// --- proxies ---------------------------------------------------------------------------------------------------------

weft::Client client_through(const std::string& proxy) {
  weft::ClientOptions options;
  options.proxies = weft::Proxies({.all_proxy = proxy, .no_proxy = "localhost, .example.org, 10.0.0.0/8"});
  return weft::Client(options);  // "http://user:password@proxy:3128", "https://proxy" or "socks5://proxy"
}

// --- one connection for several origins ------------------------------------------------------------------------------

weft::Client client_that_coalesces(const std::string& certificates) {
  weft::ClientOptions options;
  options.trusted_file = certificates;
  options.coalesce_origins = true;
  return weft::Client(options);
}

// --- WebSockets ------------------------------------------------------------------------------------------------------

std::vector<std::string> news(const weft::Client& client, const std::string& url) {
  auto socket = client.websocket_wait(url);  // "wss://…", or co_await client.websocket(url)
  if (!socket) return {socket.error().text()};
  socket->send_wait("news, please");
  std::vector<std::string> all;
  while (auto message = socket->receive_wait()) all.push_back(std::move(message->data));
  return all;
}

// --- UNIX sockets ----------------------------------------------------------------------------------------------------

std::string containers(const std::string& socket) {
  weft::ClientOptions options;
  options.unix_socket = socket;  // "/var/run/docker.sock"
  return page(weft::Client(options), "http://localhost/");
}

// --- clients by name -------------------------------------------------------------------------------------------------

weft::ClientFactory services(const weft::ClientOptions& options, const std::string& site) {
  weft::ClientFactory clients(options);
  clients.add("notes", {.base = site + "/notes/",  // of the URLs of its requests
                        .fields = {{"accept", "application/json"}},
                        .timeout = 5s});
  clients.add("films", {.base = site + "/films/", .redirects = 3});
  return clients;
}

weft::ClientResult first_note(const weft::ClientFactory& clients) {
  const weft::Client notes = clients.get("notes");  // a handle like any other: keep it
  return notes.get("1").wait();
}

weft::ClientFactory services_of(const std::string& path) {
  return weft::ClientFactory::from_json_file(path);  // std::invalid_argument: "clients.json:7:16: expected a time: …"
}

// --- measurements ----------------------------------------------------------------------------------------------------

class Meters final : public weft::ClientObserver {
 public:
  void measured(weft::ClientMetric metric, double value, const weft::ClientAttributes& attributes) override {
    std::string series(weft::to_string(metric));  // "http.client.request.duration"
    for (const auto& [name, text] : attributes.named()) series += fmt::format(" {}={}", name, text);
    sums[series] += value;  // weft::is_histogram() tells values to record from differences to add
  }

  std::map<std::string, double> sums;
};

weft::Client client_that_is_measured(const std::shared_ptr<Meters>& meters) {
  weft::ClientOptions options;
  options.observer = meters;
  return weft::Client(options);
}

// --- in a handler ----------------------------------------------------------------------------------------------------

void add_films(weft::Server& server, const std::string& origin) {
  const weft::Upstream upstream;  // takes ClientOptions
  server.get("/films/{name}", [upstream, origin](weft::Context& c) -> weft::Task<> {
    auto film = co_await upstream.in(c).get(origin + "/" + c.param("name")).open();
    if (!film) co_return c.error(weft::http::Status::bad_gateway);
    co_await weft::stream_from(c, std::move(*film));
  });
}

// --- tests -----------------------------------------------------------------------------------------------------------

weft::ClientResult note_without_a_port(weft::Server& server) {
  weft::ClientOptions options;
  options.transport = weft::through(server);  // starts the server, which needs no endpoint
  const weft::Client client(options);
  return client.get("https://notes.test/notes/1").wait();
}

weft::Response answer_of_a_test(const weft::RequestView& request) {
  weft::Response response;
  response.status = request.url.target == "/notes" ? weft::http::Status::created : weft::http::Status::not_found;
  response.fields.add("content-type", "application/json");
  response.body = request.body;
  return response;
}

weft::Client client_of_a_test() {
  weft::ClientOptions options;
  options.transport = weft::answer(answer_of_a_test);
  return weft::Client(options);
}

weft::Client client_that_records(weft::ClientOptions options, const std::string& file) {
  options.transport = weft::record(file);  // over the network
  return weft::Client(options);
}

weft::Client client_of_a_recording(const std::string& file) {
  weft::ClientOptions options;
  options.transport = weft::replay(file);
  return weft::Client(options);
}

// --- the server ------------------------------------------------------------------------------------------------------

class ClientGuide : public testing::Test {
 protected:
  ClientGuide() : server(options_of_server()) {
    weft::io::write_files(weft::io::make_self_signed({"localhost"}), certificate, key);
    add_pages();
    add_echoes();
    server.listen("https://127.0.0.1:0", weft::Certificate::pem(certificate, key));
    server.start();
    site = server.endpoints().front().url;
    options.trusted_file = certificate;
  }
  ~ClientGuide() override {
    server.stop();
    for (const auto& file : {certificate, key, picture}) ::unlink(file.c_str());
  }

  void add_pages() {
    server.get("/", [](weft::Context& c) { c.text("hello"); });
    server.get("/notes/{id}", [](weft::Context& c) {
      c.text(fmt::format("note {} as {}", c.param("id"), c.field("accept").value_or("anything")));
    });
    server.websocket("/news", [](weft::WebSocket& s) -> weft::Task<> {
      if (co_await s.receive()) co_await s.send(weft::http::to_string(s.context().version()));
    });
    server.get("/film", [](weft::Context& c) { c.bytes("video/mp4", std::string(film_size, 'f')); });
    server.get("/never", [](weft::Context& c) -> weft::Task<> { co_await c.sleep(1h); });
    server.get("/old", [](weft::Context& c) { c.redirect("/"); });
    server.get("/account", [](weft::Context& c) { c.text(std::string(c.field("cookie").value_or("nobody"))); });
    server.get("/page", [](weft::Context& c) {
      c.push("/style.css");
      c.text("page");
    });
    server.get("/style.css", [](weft::Context& c) { c.text("p{}"); });
    server.get("/private", [](weft::Context& c) { c.text(std::string(c.field("authorization").value_or("nobody"))); });
    server.get("/intranet", [](weft::Context& c) {
      c.set("www-authenticate", "Negotiate").error(weft::http::Status::unauthorized);
    });
    server.post("/login", [](weft::Context& c) {
      c.set("set-cookie", "user=ada; Secure");
      c.redirect("/account", weft::http::Status::see_other);
    });
  }
  void add_echoes() {
    for (const auto method : {weft::http::Method::post, weft::http::Method::put}) {
      server.route(method, "/echo", [](weft::Context& c) -> weft::Task<> {
        const auto text = co_await c.body().text(film_size);
        c.bytes(c.field("content-type").value_or("text/plain"), *text);
      });
    }
  }
  static weft::ServerOptions options_of_server() {
    weft::ServerOptions options;
    options.threads = 1;
    options.signals = weft::Signals::ignore;
    return options;
  }

  static std::string file_named(std::string_view name) {
    return fmt::format("{}{}weft_guide_{}", testing::TempDir(), ::getpid(), name);
  }
  static std::string octets_in(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator(file), {}};
  }
  weft::Client client() const { return weft::Client(options); }

  // Runs a coroutine to its end on a loop of this thread.
  template <class T>
  static T run(weft::Task<T> work) {
    weft::io::Loop loop;
    T result{};
    std::exception_ptr failure;
    weft::io::spawn(loop, keep(std::move(work), result), [&](std::exception_ptr its_failure) {
      failure = its_failure;
      loop.stop();
    });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    return result;
  }
  template <class T>
  static weft::Task<> keep(weft::Task<T> work, T& result) {
    result = co_await std::move(work);
  }

  static constexpr std::size_t film_size = 1'000'000;
  const std::string certificate = file_named("certificate.pem");
  const std::string key = file_named("key.pem");
  const std::string picture = file_named("beach.jpg");
  weft::ClientOptions options;
  weft::Server server;
  std::string site;
};

// --- the examples do as the guide says -------------------------------------------------------------------------------

TEST_F(ClientGuide, a_page) {
  EXPECT_EQ(page(client(), site + "/"), "hello");
  EXPECT_EQ(page(client(), site + "/nothing"), "status 404");
  EXPECT_EQ(page(client(), "http://127.0.0.1:1/"), "connect: connection_refused");
  EXPECT_EQ(run(page_in_a_coroutine(client(), site + "/")), "hello");
  const weft::Client kept = client();
  std::promise<std::string> told;
  page_by_callback(kept, site + "/", [&](std::string text) { told.set_value(std::move(text)); });
  EXPECT_EQ(told.get_future().get(), "hello");
}

TEST_F(ClientGuide, json) {
  EXPECT_EQ(add_note(client(), site + "/echo"), R"({"title": "Sea"})");
}

TEST_F(ClientGuide, many_at_once_share_a_connection) {
  const auto results = all_of(client(), std::vector<std::string>(50, site + "/"));
  ASSERT_EQ(results.size(), 50u);
  std::set<std::uint64_t> connections;
  for (const auto& result : results) {
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hello");
    connections.insert(result->connection->id);
  }
  EXPECT_EQ(connections.size(), 1u);
}

TEST_F(ClientGuide, an_upload_with_progress) {
  std::ofstream(picture) << std::string(film_size, 'p');
  std::uint64_t sent = 0;
  std::uint64_t all = 0;
  const auto response = upload(client(), site + "/echo", picture, [&](std::uint64_t done, std::uint64_t of) {
    sent = done;
    all = of;
  });
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, std::string(film_size, 'p'));
  EXPECT_EQ(response->fields.find("content-type"), "image/jpeg");
  EXPECT_EQ(sent, film_size);
  EXPECT_EQ(all, film_size);
}

TEST_F(ClientGuide, a_download) {
  const auto response = download(client(), site + "/film", picture);
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(octets_in(picture), std::string(film_size, 'f'));
  // The route sends no parts, and so the file stays as it is.
  EXPECT_EQ(rest_of_download(client(), site + "/film", picture).error().reason(), "rest_not_sent");
  EXPECT_EQ(octets_in(picture), std::string(film_size, 'f'));
}

TEST_F(ClientGuide, streams) {
  EXPECT_EQ(run(octets_of(client(), site + "/film")), film_size);
  const auto response = count_down(client(), site + "/echo");
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "3 2 1 ");
}

TEST_F(ClientGuide, forms) {
  const auto signed_up = sign_up(client(), site + "/echo");
  ASSERT_TRUE(signed_up.has_value()) << signed_up.error().text();
  EXPECT_EQ(signed_up->body, "name=Ada+Lovelace&born=1815");
  std::ofstream(picture) << "the sea";
  const auto sent = send_photo(client(), site + "/echo", picture);
  ASSERT_TRUE(sent.has_value()) << sent.error().text();
  EXPECT_THAT(sent->body, testing::AllOf(testing::HasSubstr("Sea"), testing::HasSubstr("the sea")));
}

TEST_F(ClientGuide, time_limits_and_errors) {
  const auto late = within_a_moment(client(), site + "/never");
  ASSERT_FALSE(late.has_value());
  EXPECT_TRUE(late.error().timed_out());
  EXPECT_THAT(advice(late.error()), testing::StartsWith("find out"));
  EXPECT_EQ(advice(client().get("ftp://localhost/").wait().error()), "correct the request");
  EXPECT_THAT(advice(client().get("http://127.0.0.1:1/").wait().error()), testing::HasSubstr("the port"));
  EXPECT_THAT(advice(weft::Client().get(site + "/").wait().error()), testing::HasSubstr("trusts"));
}

TEST_F(ClientGuide, redirects_cookies_and_credentials) {
  const auto response = account(options, site);
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->url, site + "/account");
  EXPECT_EQ(response->body, "user=ada");
  EXPECT_THAT(way_of(client(), site + "/old"), testing::ElementsAre(site + "/old", site + "/"));
  const auto page_of_ada = private_page(client(), site + "/private");
  ASSERT_TRUE(page_of_ada.has_value()) << page_of_ada.error().text();
  EXPECT_EQ(page_of_ada->body, "Basic YWRhOnNlY3JldA==");
}

TEST_F(ClientGuide, negotiate_without_a_ticket) {
  if (weft::negotiate::gssapi() == nullptr) {
    EXPECT_THROW(intranet_page(client(), site + "/intranet"), std::logic_error);
    return;
  }
  ::setenv("KRB5CCNAME", "FILE:/no/such/tickets", 1);
  EXPECT_THAT(intranet_page(client(), site + "/intranet"),
              testing::StartsWith("authenticate: kerberos_ticket_missing (No Kerberos credentials available"));
}

TEST_F(ClientGuide, a_version) {
  EXPECT_EQ(version_of(client(), site + "/"), "HTTP/2, alpn_h2");
}

TEST_F(ClientGuide, a_websocket) {
  EXPECT_EQ(news(client(), "wss" + site.substr(5) + "/news"), std::vector<std::string>{"HTTP/2"});
  EXPECT_EQ(news(client(), "wss" + site.substr(5) + "/nothing").size(), 1u);
}

TEST(TestGuide, a_handler_is_asked_without_a_port) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  server.get("/notes/{id}", [](weft::Context& c) { c.text("note " + c.param("id")); });
  const auto response = note_without_a_port(server);
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "note 1");
  EXPECT_EQ(response->version, weft::http::Version::http2);
}

TEST_F(ClientGuide, clients_by_name) {
  const auto response = first_note(services(options, site));
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "note 1 as application/json");
}

TEST_F(ClientGuide, clients_of_a_file) {
  const std::string file = picture + ".json";
  std::ofstream(file) << fmt::format(R"({{
    "shared": {{"trusted_file": "{}"}},  // the server's own
    "clients": {{"notes": {{"base": "{}/notes/", "fields": {{"accept": "application/json"}}, "timeout": "5s"}},}},
  }})",
                                     certificate, site);
  const auto response = first_note(services_of(file));
  ::unlink(file.c_str());
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "note 1 as application/json");
}

TEST(TestGuide, measurements) {
  const auto meters = std::make_shared<Meters>();
  (void)client_that_is_measured(meters).get("http://127.0.0.1:1/").wait();
  EXPECT_EQ(
      meters->sums.at("http.client.active_requests http.request.method=GET server.address=127.0.0.1 server.port=1"),
      0.0);
}

TEST_F(ClientGuide, a_recording_answers) {
  const std::string file = picture + ".json";
  EXPECT_EQ(page(client_that_records(options, file), site + "/"), "hello");
  EXPECT_EQ(page(client_of_a_recording(file), site + "/"), "hello");
  EXPECT_THAT(page(client_of_a_recording(file), site + "/nothing"), testing::StartsWith("head: not_recorded"));
  ::unlink(file.c_str());
}

TEST(TestGuide, a_handler_passes_a_response_on) {
  weft::Server origin({.threads = 1, .signals = weft::Signals::ignore});
  origin.get("/sea", [](weft::Context& c) { c.bytes("video/mp4", "waves"); });
  origin.listen("http://127.0.0.1:0");
  origin.start();
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  add_films(server, origin.endpoints().front().url);
  weft::ClientOptions options;
  options.transport = weft::through(server);
  EXPECT_EQ(page(weft::Client(options), "https://films.test/films/sea"), "waves");
  origin.stop();
  EXPECT_EQ(page(weft::Client(options), "https://films.test/films/sea"), "status 502");
}

TEST(TestGuide, a_function_answers) {
  EXPECT_EQ(add_note(client_of_a_test(), "https://notes.test/notes"), R"({"title": "Sea"})");
  EXPECT_EQ(page(client_of_a_test(), "https://notes.test/nowhere"), "status 404");
}

TEST_F(ClientGuide, trust) {
  EXPECT_EQ(page(client_that_trusts(certificate), site + "/"), "hello");
  EXPECT_THAT(page(weft::Client(), site + "/"), testing::StartsWith("tls: tls_certificate_not_trusted"));
}

TEST_F(ClientGuide, priorities) {
  EXPECT_EQ(run(watch(client(), site + "/film")), film_size);
}

TEST_F(ClientGuide, server_push) {
  EXPECT_EQ(style_of_a_page(client_that_takes_styles(options), site), "pushed p{}");
  EXPECT_EQ(style_of_a_page(client(), site), "asked for p{}");
}

TEST_F(ClientGuide, a_client_that_is_known) {
  const std::string pin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  EXPECT_EQ(page(client_that_is_known(certificate, key, pin), site + "/"), "tls: tls_key_not_pinned");
}

TEST_F(ClientGuide, one_connection_for_several_origins) {
  const weft::Client sharing = client_that_coalesces(certificate);
  EXPECT_EQ(page(sharing, site + "/"), "hello");
  const auto response = sharing.get("https://localhost" + site.substr(site.rfind(':')) + "/").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_TRUE(response->coalesced);
}

TEST_F(ClientGuide, a_unix_socket) {
  EXPECT_EQ(containers(file_named("no_socket")), "connect: no_such_socket");
}

TEST_F(ClientGuide, proxies) {
  EXPECT_EQ(page(client_through("http://127.0.0.1:1"), site + "/"), "proxy: connection_refused");
  const auto refused = client_through("socks5://127.0.0.1:1").get(site + "/").wait();
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(advice(refused.error()), testing::HasSubstr("the proxy"));
  EXPECT_TRUE(refused.error().safe_to_retry);
}

}  // namespace
