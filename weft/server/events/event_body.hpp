// The body of an event stream: the octets of shared events go straight to where the engine sends from.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/server/events/event_feed.hpp>
#include <weft/session/body.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::server {

class EventBody final : public session::Body, private Following {
 public:
  EventBody(session::server::Exchange& exchange, std::shared_ptr<LoopFeed> feed,
            std::optional<std::string_view> last_id)
      : Following(std::move(feed), last_id), exchange_(exchange) {}

  http::Pulled pull(MutableOctets room) override;

 private:
  void on_news() override { unblock(); }
  void on_heartbeat() override;
  bool take_next();
  void unblock();

  session::server::Exchange& exchange_;
  // The event that is being sent, and what is left of it.
  PublishedEventPtr event_;
  std::string_view rest_;
  bool is_heartbeat_due_ = false;
  bool was_silent_ = false;
  bool is_blocked_ = false;
};

}  // namespace weft::server
