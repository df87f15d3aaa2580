#include "ask.hpp"

#include <utility>

#include <weft/client/content/stored.hpp>

#include "oracles.hpp"
#include "world.hpp"

namespace weft::client_simulation {

namespace {

constexpr std::array methods{http::Method::get, http::Method::get, http::Method::put, http::Method::post,
                             http::Method::post};

bool has_content(http::Method method) {
  return method != http::Method::get;
}

}  // namespace

std::string body_of(std::size_t number, std::uint64_t place, std::size_t octets) {
  std::string body(octets, '\0');
  for (char& octet : body) {
    octet = static_cast<char>('a' + (number + place + (place >> 8)) % 26);
    ++place;
  }
  return body;
}

Ask::Ask(World& world, std::size_t number) : world_(world), number_(number) {
  Choices& choices = world.choices;
  method_ = choices.one_of(methods);
  streams_ = world.climate.flow && choices.once_in(2);
  if (has_content(method_)) body_ = choices.once_in(4) ? 0 : choices.size(300'000);
  auto request = std::make_unique<client::Request>();
  request->url = *http::parse_url(fmt::format("http://simulated.test/{}", number));
  request->method = method_;
  request->method_text = http::to_string(method_);
  request->policy = VersionPolicy::exact;
  request->queue_limit = std::chrono::hours(1);
  if (world.climate.slow) request->head_limit = std::chrono::seconds(8);
  if (streams_) request->delivery = client::Request::Delivery::stream;
  if (body_ != 0) {
    request->content =
        std::make_unique<client::Stored>(std::vector<client::Stored::Part>{{.text = body_of(number, 0, body_)}});
  }
  world.tell("ask {}: {}{}{}", number, request->method_text, body_ == 0 ? "" : fmt::format(" with {} octets", body_),
             streams_ ? ", read piece by piece" : "");
  transfer_.emplace(std::move(request), world.loop, static_cast<client::TransferUser&>(*this));
  world.pool->add(*transfer_);
}

bool Ask::read() {
  if (!streams_ || !has_head_ || reading_ || done_) return false;
  world_.tell("ask {} is read", number_);
  reading_ = credit_is_due = true;
  transfer_->read([this](client::PieceResult piece) { take(std::move(piece)); });
  return true;
}

void Ask::cancel() {
  if (done_ || cancelled_) return;
  world_.tell("ask {} is given up", number_);
  cancelled_ = true;
  transfer_->cancel();
}

void Ask::take(client::PieceResult piece) {
  reading_ = false;
  if (!piece) return;
  must(piece->octets == body_of(number_, taken_, piece->octets.size()), "a body arrives as it was sent");
  taken_ += piece->octets.size();
  world_.tell("  ask {}: {} octets{}", number_, piece->octets.size(), piece->last ? ", the last" : "");
}

void Ask::on_done(client::Transfer& transfer) {
  must(!done_, "a request has one outcome");
  done_ = true;
  auto result = transfer.take_result();
  world_.tell("  ask {}: {}", number_, result ? "good" : result.error().text());
  if (world_.tally != nullptr) world_.tally->count(result ? std::string_view("good") : result.error().reason());
  if (result) {
    if (!streams_) taken_ = result->body.size();
    check_response(*result);
  } else {
    judge_error(world_, *this, result.error());
  }
}

void Ask::check_response(const Response& response) const {
  must(exchange != nullptr && exchange->processed, "a response has been made by a server");
  must(exchange->plan != Plan::fall_short, "a body that is short is no response");
  must(taken_ == exchange->size, "a response has all of its body");
  must(streams_ || response.body == body_of(number_, 0, response.body.size()), "a body arrives as it was sent");
}

}  // namespace weft::client_simulation
