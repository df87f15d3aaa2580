// RFC 9113 9.1.1: the connections of a loop that serve requests to other origins as well, and these origins.
//
//   bool on_addresses(…):    if (coalescing.seek(*this, wanted)) return false;     // found() or go_on() comes later
//                            coalescing.offer(*this, wanted); return true;         // others may use what is made now
//
// A connection serves another origin where
//
//   * it speaks HTTP/2, and there is room for a request;
//   * it leads to an address and port of the other one's name;
//   * its certificate was checked, and is good for that name as well;
//   * it was made with the certificates that a new connection would be made with;
//   * its server has not said by ORIGIN or 421 that it is not to be used so.
//
// One that is being made may become such a connection: others to its addresses wait for it, once.
#pragma once

#include <cstddef>
#include <list>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/client/pool/origin_set.hpp>
#include <weft/http/url.hpp>
#include <weft/io/address.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/client/connection.hpp>

namespace weft::client {

class Coalescing final : private io::Later {
 public:
  class Offer;

  // An origin with requests. It outlives all connections that it makes or uses.
  class Guest {
   public:
    virtual const http::Url& origin() const = 0;
    // As ConnectionUser::on_room() and on_closed(), of a connection that was made for another guest.
    virtual void on_shared_room() = 0;
    virtual void on_shared_closed(const Offer& offer) = 0;
    // The server does not want this origin there: no more requests are to begin.
    virtual void on_shared_refused(const Offer& offer) = 0;

   protected:
    ~Guest() = default;
  };

  // A connection to an origin that has addresses.
  struct Wanted {
    Guest* guest = nullptr;
    std::vector<io::SocketAddress> addresses = {};
    // Trust::reading()
    std::size_t trust = 0;
  };

  // Makes a connection, unless there is one.
  class Seeker {
   public:
    // One of the two, never from inside seek(). The first one may destroy the seeker; where the second one comes, what
    // the seeker makes is offered to others.
    virtual void found(Offer& offer) = 0;
    virtual void go_on() = 0;

   protected:
    ~Seeker() = default;
  };

  // A connection that is there or being made.
  class Offer {
   public:
    Offer(const Seeker& maker, Wanted wanted)
        : maker_(&maker), made_for_(std::move(wanted)), origins_(made_for_.guest->origin()) {}

    // Once it is connected.
    session::client::Connection& connection() const { return *connection_; }

   private:
    friend class Coalescing;

    bool serves(const Wanted& wanted) const;
    // As far as it is known before it is open.
    bool may_serve(const Wanted& wanted) const;

    // Null once it is connected.
    const Seeker* maker_;
    const Wanted made_for_;
    session::client::Connection* connection_ = nullptr;
    bool open_ = false;
    OriginSet origins_;
    std::vector<Guest*> guests_;
  };

  explicit Coalescing(io::Loop& loop) : loop_(loop) {}
  Coalescing(const Coalescing&) = delete;
  Coalescing& operator=(const Coalescing&) = delete;

  // --- a connection is wanted ----------------------------------------------------------------------------------------
  // True: there is a connection, or may be one soon, and the seeker is told. False: the seeker is to make one.
  bool seek(Seeker& seeker, const Wanted& wanted);
  // The connection that the seeker makes may serve others.
  void offer(const Seeker& maker, const Wanted& wanted);
  // The seeker goes.
  void forget(const Seeker& seeker);

  // --- a connection that was offered, as its user hears it -----------------------------------------------------------
  // Null where the seeker has not offered it.
  Offer* connected(const Seeker& maker, session::client::Connection& connection);
  void opened(Offer& offer);
  void has_room(Offer& offer);
  void named(Offer& offer, const std::vector<std::string_view>& origins);
  // The server has answered 421 to this guest.
  void refused(Offer& offer, Guest& guest);
  void closed(Offer& offer);

 private:
  struct Held {
    Seeker* seeker = nullptr;
    Wanted wanted;
    // The connection that it waits for; null where it waits for nothing any more.
    const Offer* offer = nullptr;
  };

  void on_later() override;
  Offer* find(const Wanted& wanted);
  const Offer* find_unopened(const Wanted& wanted) const;
  void settle(const Held& held);
  void release(const Offer& offer);

  io::Loop& loop_;
  std::list<Offer> offers_;
  std::list<Held> held_;
};

}  // namespace weft::client
