// TLS over a connected socket, as a client or as a server, whichever the context is.
//
// OpenSSL reads and writes through a BIO of ours: ciphertext comes straight from the loop's scratch, all records that
// one read brought are opened before the user hears of them, and all records of one send() leave in one system call.
#pragma once

#include <cstddef>
#include <memory>

#include <weft/base/time.hpp>
#include <weft/io/socket_channel.hpp>
#include <weft/io/tls_context.hpp>

namespace weft::io {

struct TlsSession;

struct TlsChannelOptions {
  // From start() to on_open(), whatever the peer does or does not do.
  Duration handshake_timeout = std::chrono::seconds(10);
  // For a client: the name of the server it wants to talk to.
  std::string server_name = {};
};

class TlsChannel final : public SocketChannel {
 public:
  TlsChannel(Loop& loop, Connected socket, std::shared_ptr<const TlsContext> context, const TlsChannelOptions& options);
  // Takes over from one that was parked.
  TlsChannel(Loop& loop, Connected socket, std::unique_ptr<TlsSession> session);
  ~TlsChannel() override;

  void send(MutableOctets octets) override;
  void resume() override;
  void finish() override;
  std::optional<ParkedChannel> park() override;
  const TlsFacts* tls() const override { return unsealed_ ? nullptr : &facts_; }
  bool is_certified_for(const std::string& host) const override;
  bool is_meant_for(std::string_view host) const override;
  std::string detail_of_end() const override;

 private:
  struct Handshake;
  struct LastFlight;

  void begin() override;
  void take(MutableOctets ciphertext) override;
  void take_end() override;
  void take_kept() override;

  void shake_hands();
  void take_unsealed();
  void opened();
  bool has_expected_key() const;
  void read_records();
  // Closes for what OpenSSL reports.
  void fail();
  void transmit_sealed();
  void hold_last_flight();
  void transmit_last_flight();

  std::unique_ptr<TlsSession> session_;
  std::unique_ptr<Handshake> handshake_;
  std::unique_ptr<LastFlight> last_flight_;
  TlsFacts facts_;
  // Ciphertext that came in one piece with the end of the handshake, for a user that is not ready; or, before, octets
  // that are not of TLS.
  Buffer kept_;
  // The peer does not speak TLS, and the user has taken it all the same.
  bool unsealed_ = false;
};

}  // namespace weft::io
