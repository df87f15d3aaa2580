// A request of the client's user, and all that becomes of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/client/transfer.hpp>

namespace weft::client_simulation {

struct World;
struct Exchange;

// The octet at a place of the body of a response, and such a body's next octets.
std::string body_of(std::size_t number, std::uint64_t place, std::size_t octets);

class Ask final : private client::TransferUser {
 public:
  // Sent at once.
  Ask(World& world, std::size_t number);

  // --- what its user does --------------------------------------------------------------------------------------------
  // Asks for the next piece of a body that is read piece by piece. False where there is none to ask for.
  bool read();
  void cancel();

  // --- what it is ----------------------------------------------------------------------------------------------------
  std::size_t number() const { return number_; }
  bool idempotent() const { return http::is_idempotent(method_); }
  bool streams() const { return streams_; }
  std::uint32_t body() const { return body_; }

  // --- what has become of it -----------------------------------------------------------------------------------------
  bool done() const { return done_; }
  bool cancelled() const { return cancelled_; }
  // Its user waits for octets.
  bool reading() const { return reading_; }
  bool has_head() const { return has_head_; }
  // Octets that its user has, of the attempt that is under way.
  std::uint64_t taken() const { return taken_; }
  // On the wire now or last; null before it was seen there.
  Exchange* exchange = nullptr;
  unsigned attempts = 0;
  unsigned processed = 0;
  // A batch of frames has left since its user has waited for octets: credit that was due then has gone.
  bool credit_is_due = false;

 private:
  void on_head(client::Transfer&) override { has_head_ = true; }
  void on_done(client::Transfer& transfer) override;
  void take(client::PieceResult piece);
  void check_response(const Response& response) const;

  World& world_;
  const std::size_t number_;
  http::Method method_ = http::Method::get;
  std::uint32_t body_ = 0;
  bool streams_ = false;
  bool has_head_ = false;
  bool reading_ = false;
  bool done_ = false;
  bool cancelled_ = false;
  std::uint64_t taken_ = 0;
  std::optional<client::Transfer> transfer_;
};

}  // namespace weft::client_simulation
