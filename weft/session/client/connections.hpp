// A client's connections of one loop, and what they share.
//
//   client::Connections connections(loop, options);
//   connections.add(std::move(channel), protocols, user);      // lives until the connection and its calls are over
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <weft/base/owning_list.hpp>
#include <weft/base/pool.hpp>
#include <weft/h2/workspace.hpp>
#include <weft/session/client/connection.hpp>
#include <weft/session/client/options.hpp>

namespace weft::session::client {

class Connections {
 public:
  // `options` must outlive the connections.
  Connections(io::Loop& loop, const Options& options);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // `user` must outlive the connection.
  Connection& add(std::unique_ptr<io::Channel> channel, Protocols protocols, ConnectionUser& user);
  // Ends each connection after its calls; nothing new is to be added. `drained` is called once, when the last one has
  // gone, maybe before this returns.
  void drain(std::function<void()> drained);
  std::size_t size() const { return size_; }
  // RFC 9113 8.4.2: how many pushed responses may be under way on a connection, and how many octets of one may come
  // before some of them are taken; from now on, on connections that are there as well. None: push is off.
  void allow_pushes(std::uint32_t most, std::uint32_t window);

  // --- for its connections -------------------------------------------------------------------------------------------
  void remove(Connection& connection);

  io::Loop& loop;
  const Options& options;
  // That of the options, but for what allow_pushes() says.
  h2::Options h2;
  const Timeouts timeouts;
  h2::Workspace workspace;
  // Calls are used again, so that a request finds its memory warm and allocates none.
  Pool<Call> calls;

 private:
  OwningList<Connection, &Connection::hook> list_;
  std::size_t size_ = 0;
  std::function<void()> drained_;
};

}  // namespace weft::session::client
