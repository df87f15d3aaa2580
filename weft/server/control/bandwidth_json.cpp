#include <weft/config/placed_json.hpp>
#include <weft/config/text_file.hpp>
#include <weft/server/config/config_form.hpp>
#include <weft/server/control/status.hpp>

namespace weft::server {
namespace {

config::Form<Bandwidth> bandwidth_form() {
  return config::Object<Bandwidth>("rates: {\"Server\": {\"SendRate\": \"1M\"}}")
      .member("Server", "Of all connections together", rates_form(), [](auto& all) -> auto& { return all.server; })
      .member("Client", "Of each client", rates_form(), [](auto& all) -> auto& { return all.client; })
      .member("Connection", "Of each connection", rates_form(), [](auto& all) -> auto& { return all.connection; })
      .member("Request", "Of each request", rates_form(), [](auto& all) -> auto& { return all.request; })
      .form();
}

}  // namespace

Bandwidth parse_bandwidth(const std::string& json) {
  return config::read_with_place(json, {}, [&] {
    Bandwidth bandwidth;
    config::Places places;
    bandwidth_form().read(bandwidth, config::parse_placed(json), places);
    return bandwidth;
  });
}

}  // namespace weft::server
