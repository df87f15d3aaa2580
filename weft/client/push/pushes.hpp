// The pushes of all connections of a client: on their way, and kept.
//
//   if (pushes.serve(transfer)) return;                         // else it has to be sent
//   pushes.promised(transfer, connection, promise);             // asks the caller, and takes or declines it
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include <weft/client/options.hpp>
#include <weft/client/push/incoming_push.hpp>
#include <weft/client/push/push_store.hpp>
#include <weft/client/push/replay.hpp>
#include <weft/client/transfer.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/client/connections.hpp>

namespace weft::client {

class Pushes final : private IncomingPushUser, private ReplayOwner, private io::Later {
 public:
  // All three must outlive it. `options` has a function that decides.
  Pushes(io::Loop& loop, const ClientOptions& options, session::client::Connections& connections);
  Pushes(const Pushes&) = delete;
  Pushes& operator=(const Pushes&) = delete;

  // Answers the transfer, now or when what was promised has come. False: it has to be sent.
  bool serve(Transfer& transfer);
  void promised(const Transfer& parent, session::client::Connection& connection,
                const session::client::Promise& promise);
  // The transfer has changed something at the server.
  void changed(const Transfer& transfer, const http::ResponseHead& head);
  void connection_gone(std::uint64_t id) { store_.connection_gone(id); }
  void limit(const PushLimits& limits);
  // Gives up what is on its way. Nothing is promised any more.
  void close();

  // For Transfer::begin(). The user is told nothing from inside this.
  session::client::Call& replay(const std::shared_ptr<Pushed>& pushed, session::client::CallUser& user);

 private:
  bool may_hold(std::size_t octets) override;
  void arrived(IncomingPush& push) override;
  void lost(IncomingPush& push) override;
  void played(Replay& replay) override;
  void on_later() override { over_.clear(); }

  bool join(Transfer& transfer, const std::string& key);
  bool serve_stored(Transfer& transfer, const std::string& key);
  bool is_there(const Pushed& promised);
  void accept(std::shared_ptr<Pushed> pushed, session::client::Connection& connection,
              const session::client::Promise& promise);
  void forget(const http::Url& url);
  void put_away(IncomingPush& push);

  io::Loop& loop_;
  const ClientOptions& options_;
  session::client::Connections& connections_;
  PushLimits limits_;
  std::list<IncomingPush> incoming_;
  // Octets that those hold.
  std::size_t held_ = 0;
  // Over, but maybe with their call on the stack.
  std::list<IncomingPush> over_;
  PushStore store_;
  std::list<Replay> replays_;
  bool closing_ = false;
};

}  // namespace weft::client
