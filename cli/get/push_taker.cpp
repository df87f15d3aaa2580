#include <cli/get/push_taker.hpp>

#include <cli/get/printing.hpp>

namespace weft::cli::get {

void PushTaker::add_to(ClientOptions& client) {
  client.push = [this](const PushedRequest&) {
    ++under_way_;
    return PushDecision::accept;
  };
  client.on_pushed = [this](const PushedRequest&, const Response* response) { take(response); };
}

// One that was lost has no line.
void PushTaker::take(const Response* response) {
  if (response != nullptr && !options_.silent) {
    screen_.tell(options_.json ? pushed_json_line(*response) : pushed_line(*response));
  }
  --under_way_;
  arrivals_.put({});
}

}  // namespace weft::cli::get
