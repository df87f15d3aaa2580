#include <bench/programs/clients/client.hpp>

#include <openssl/ssl.h>

#include <cstdio>
#include <cstdlib>

#include <weft/http/preface.hpp>
#include <weft/http/url.hpp>

namespace weft::bench {

namespace {

constexpr std::string_view authority = "localhost";
constexpr std::uint32_t largest_window = 0x7fffffff;
constexpr std::uint32_t initial_window = 65'535;
constexpr std::uint32_t refill = 1 << 30;

// Fields of the static table, which every server knows before it has heard anything.
constexpr std::uint8_t method_get = 0x82;
constexpr std::uint8_t scheme_http = 0x86;
constexpr std::uint8_t scheme_https = 0x87;
constexpr std::uint8_t literal_authority = 0x01;
constexpr std::uint8_t literal_path = 0x04;

void append_literal(std::uint8_t name, std::string_view value, Buffer& out) {
  out.push_back(name);
  out.push_back(static_cast<std::uint8_t>(value.size()));
  out.append(as_octets(value));
}

void append_be32(std::uint32_t value, Buffer& out) {
  store_be32(out.prepare(4).data(), value);
  out.commit(4);
}

void append_settings(Buffer& out) {
  constexpr std::uint8_t initial_window_size = 4;
  frame::append_header({6, frame::Type::settings, 0, 0}, out);
  out.push_back(0);
  out.push_back(initial_window_size);
  append_be32(largest_window, out);
}

// The group that browsers offer first, and one that every server knows.
std::shared_ptr<const io::TlsContext> client_tls() {
  auto context = io::TlsContext::client({.alpn = {"h2"}, .verify = io::VerifyPeer::no, .most_sessions = 0});
  if (SSL_CTX_set1_groups_list(context->native(), "X25519:P-256") != 1) give_up("TLS", "no such groups");
  return context;
}

}  // namespace

void give_up(std::string_view what, std::string_view why) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(why.size()),
               why.data());
  std::exit(1);
}

Server Server::at(std::string_view url) {
  const auto parsed = http::parse_url(url);
  if (!parsed) give_up(url, to_string(parsed.error()));
  Server server{.port = parsed->port};
  if (parsed->scheme == http::Scheme::https) server.tls = client_tls();
  return server;
}

Client::Client(io::Loop& loop, const Server& server, ClientUser& user) : user_(user), secure_(server.tls != nullptr) {
  connector_ = std::make_unique<io::Connector>(loop, io::ConnectTarget{.host = "127.0.0.1", .port = server.port},
                                               io::ConnectOptions{.tls = server.tls}, *this);
}

void Client::ask(std::string_view path) {
  Buffer block;
  block.push_back(method_get);
  block.push_back(secure_ ? scheme_https : scheme_http);
  append_literal(literal_authority, authority, block);
  append_literal(literal_path, path, block);
  constexpr std::uint8_t flags = frame::flag::end_stream | frame::flag::end_headers;
  frame::append_header({static_cast<std::uint32_t>(block.size()), frame::Type::headers, flags, next_stream_}, out_);
  out_.append(block.readable());
  next_stream_ += 2;
  channel_->loop().at_turn_end(*this);
}

void Client::on_connected(std::unique_ptr<io::Channel> channel) {
  connector_.reset();
  channel_ = std::move(channel);
  channel_->start(*this);
}

void Client::on_failed(std::error_code error, io::Reason reason) {
  give_up(to_string(reason), error.message());
}

void Client::on_open() {
  out_.append(as_octets(http::client_preface));
  append_settings(out_);
  append_window_update(largest_window - initial_window);
  channel_->loop().at_turn_end(*this);
  user_.on_ready(*this);
}

void Client::on_received(MutableOctets octets) {
  received_ += octets.size();
  Octets frames = octets;
  while (reader_.next(frames, [this](const auto& what) { on(what); })) {
  }
  if (received_ - refilled_ >= refill) append_window_update(refill);
  if (!out_.empty()) channel_->loop().at_turn_end(*this);
}

void Client::on(const frame::Headers& headers) {
  if (headers.end_stream) user_.on_answered(*this);
}

void Client::on(const frame::DataPiece& piece) {
  if (piece.end_stream) user_.on_answered(*this);
}

void Client::on(const frame::Settings& settings) {
  if (!settings.ack) frame::Settings{.ack = true}.encode(out_);
}

void Client::append_window_update(std::uint32_t increment) {
  refilled_ = received_;
  frame::append_header({4, frame::Type::window_update, 0, 0}, out_);
  append_be32(increment, out_);
}

void Client::on_closed(std::error_code error, io::Reason reason) {
  give_up(to_string(reason), error.message());
}

void Client::on_turn_end() {
  channel_->send(out_.mutable_readable());
  out_.release();
}

}  // namespace weft::bench
