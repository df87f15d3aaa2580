// One connection's protocol, without I/O and without a clock: octets and the time go in, octets come out.
//
//   client.receive(octets, now);                    // false: it broke a rule, see fault()
//   if (client.ready()) …                           // the peer has said what it takes
//   client.compose(out, now, most);                 // replies, then at most so many requests of the share
//   client.expire(now, limit);                      // what is older has failed
//   client.abandon(reason, now);                    // the connection is gone
//
// All answers and errors go to the share, from which the caller learns how far things are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <cli/load/request.hpp>
#include <cli/load/share.hpp>
#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>

namespace weft::cli::load {

// Octets of bodies in one turn of a connection: enough to make system calls rare.
inline constexpr std::size_t most_in_a_turn = 256 * 1024;

class LoadClient {
 public:
  // `quota`: requests that it may begin. The share must outlive it.
  LoadClient(Share& share, std::uint64_t quota) : share_(share), quota_(quota) {}
  virtual ~LoadClient() = default;
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;

  virtual bool ready() const = 0;
  virtual bool receive(Octets octets, Time now) = 0;
  // The peer will send nothing more, which ends some bodies of HTTP/1.1.
  virtual void receive_end(Time /*now*/) {}
  virtual void compose(Buffer& out, Time now, std::size_t most) = 0;

  // Requests that are under way, and how many more could begin now.
  virtual std::size_t open() const = 0;
  virtual std::size_t room() const = 0;
  // No further request begins here: another connection is needed.
  bool ending() const { return quota_ == 0 || leaving(); }
  // No further request begins here, because the peer wants none; requests under way go on.
  virtual bool leaving() const = 0;
  // Whether compose() would have something to write beside new requests.
  virtual bool wants_to_send() const = 0;

  // Requests that are older than `limit` have failed. Returns when the next one will be: `never` if none is under way.
  virtual Time expire(Time now, Duration limit) = 0;
  // True when the other requests can go on then.
  virtual bool outlives_failures() const = 0;
  // For requests that were sent before, elsewhere, and have begun here since the last call: when the first was sent.
  Time take_sent_before() { return std::exchange(sent_before_, never); }

  // Everything that is under way has failed.
  virtual void abandon(std::string_view reason, Time now) = 0;
  // Why receive() returned false.
  const std::string& fault() const { return fault_; }

 protected:
  void count_begun(const Call& call) {
    --quota_;
    if (call.again) sent_before_ = std::min(sent_before_, call.begun);
  }

  Share& share_;
  std::uint64_t quota_;
  std::string fault_;

 private:
  Time sent_before_ = never;
};

}  // namespace weft::cli::load
