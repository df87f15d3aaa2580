// Stands between a request's body and who takes it, and lets through what its rates allow. The rest waits in the
// exchange, and so with the client, whatever the version; a body that fits into a window is held back as well.
//
//   RatedSink rated(exchange, buckets);    // http/rate_limits.hpp
//   body.start(rated.before(sink));
#pragma once

#include <weft/http/rate_limits.hpp>
#include <weft/io/deadline.hpp>
#include <weft/session/body.hpp>

namespace weft::session::server {

class Exchange;

class RatedSink final : public BodySink, private io::Deadline {
 public:
  RatedSink(Exchange& exchange, http::RateLimits::Buckets buckets) : exchange_(exchange) { limits_.set(buckets); }

  BodySink& before(BodySink& sink) {
    sink_ = &sink;
    return *this;
  }

  std::size_t on_body(Octets octets) override;
  void on_body_end(const http::Fields* trailers) override { sink_->on_body_end(trailers); }
  void on_body_lost() override { sink_->on_body_lost(); }
  // Octets wait until the rates let them through.
  bool is_holding() const { return when() != never; }

 private:
  void on_deadline(Time now) override;
  std::size_t allowed(std::size_t wanted);

  Exchange& exchange_;
  BodySink* sink_ = nullptr;
  http::RateLimits limits_;
};

}  // namespace weft::session::server
