#include <weft/client/clients_json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <weft/client/checked_name.hpp>
#include <weft/config/placed_json.hpp>
#include <weft/config/values.hpp>

namespace weft::client {

namespace {

using config::boolean_of;
using config::check_object;
using config::Key;
using config::PlacedJson;
using config::read_object;
using config::refuse;
using config::text_of;
using config::texts_of;
using config::time_of;
using config::whole_of;
using config::word_of;
using Kind = PlacedJson::Kind;

// --- values ----------------------------------------------------------------------------------------------------------

http::Version version_of(const PlacedJson& value) {
  return word_of(value, {"http11", "http2"}) == "http2" ? http::Version::http2 : http::Version::http11;
}

VersionPolicy policy_of(const PlacedJson& value) {
  const std::string word = word_of(value, {"or_lower", "or_higher", "exact"});
  if (word == "exact") return VersionPolicy::exact;
  return word == "or_lower" ? VersionPolicy::or_lower : VersionPolicy::or_higher;
}

void read_cookies(ClientOptions& options, const PlacedJson& value) {
  options.cookies = boolean_of(value) ? std::optional<CookieJar>(CookieJar()) : std::nullopt;
}

void read_own_cookies(NamedClientOptions& options, const PlacedJson& value) {
  if (!boolean_of(value)) refuse(value, "expected true, for a jar of its own, or no word: cookies are as for all");
  options.cookies = CookieJar();
}

// --- options ---------------------------------------------------------------------------------------------------------

// Those that are good for all clients, and for one by itself.
template <class Options>
std::vector<Key<Options>> common_keys() {
  return {
      {"version", [](Options& options, const PlacedJson& value) { options.version = version_of(value); }},
      {"policy", [](Options& options, const PlacedJson& value) { options.policy = policy_of(value); }},
      {"head_limit", [](Options& options, const PlacedJson& value) { options.head_limit = time_of(value); }},
      {"body_limit", [](Options& options, const PlacedJson& value) { options.body_limit = time_of(value); }},
      {"decode", [](Options& options, const PlacedJson& value) { options.decode = boolean_of(value); }},
      {"redirects", [](Options& options, const PlacedJson& value) { options.redirects = whole_of(value, 0u); }},
  };
}

template <class Into>
std::vector<Key<Into>> joined(std::vector<Key<Into>> keys, const std::vector<Key<Into>>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

void read_proxies(ClientOptions& options, const PlacedJson& value) {
  using Variables = Proxies::Variables;
  static const std::vector<Key<Variables>> keys = {
      {"http_proxy", [](Variables& v, const PlacedJson& each) { v.http_proxy = text_of(each, "a URL"); }},
      {"https_proxy", [](Variables& v, const PlacedJson& each) { v.https_proxy = text_of(each, "a URL"); }},
      {"all_proxy", [](Variables& v, const PlacedJson& each) { v.all_proxy = text_of(each, "a URL"); }},
      {"no_proxy", [](Variables& v, const PlacedJson& each) { v.no_proxy = text_of(each, "a list of hosts as text"); }},
  };
  Variables variables;
  if (value.kind == Kind::text) {
    word_of(value, {"environment"});
    variables = Proxies::environment();
  } else {
    read_object(variables, value, keys, "\"environment\" or the proxies");
  }
  try {
    options.proxies = Proxies(variables);
  } catch (const std::invalid_argument& wrong) {
    refuse(value, wrong.what());
  }
}

void read_connection(ClientOptions& options, const PlacedJson& value) {
  using Connection = session::client::Options;
  static const std::vector<Key<Connection>> keys = {
      {"age", [](Connection& c, const PlacedJson& each) { c.age = time_of(each); }},
      {"quiet", [](Connection& c, const PlacedJson& each) { c.quiet = time_of(each); }},
      {"ping_interval", [](Connection& c, const PlacedJson& each) { c.ping_interval = time_of(each); }},
      {"ping_answer", [](Connection& c, const PlacedJson& each) { c.ping_answer = time_of(each); }},
      {"write_stall", [](Connection& c, const PlacedJson& each) { c.write_stall = time_of(each); }},
  };
  read_object(options.connection, value, keys, "the options of a connection");
}

void read_push_limits(ClientOptions& options, const PlacedJson& value) {
  static const std::vector<Key<PushLimits>> keys = {
      {"streams", [](PushLimits& l, const PlacedJson& each) { l.streams = whole_of<std::uint32_t>(each, 0); }},
      {"window", [](PushLimits& l, const PlacedJson& each) { l.window = whole_of<std::uint32_t>(each, 0); }},
      {"octets", [](PushLimits& l, const PlacedJson& each) { l.octets = whole_of<std::size_t>(each, 0); }},
  };
  read_object(options.push_limits, value, keys, "the limits of pushes");
  try {
    check_push_limits(options.push_limits);
  } catch (const std::invalid_argument& wrong) {
    refuse(value, wrong.what());
  }
}

std::vector<Key<ClientOptions>> shared_keys() {
  using Options = ClientOptions;
  return joined<Options>(
      common_keys<Options>(),
      {
          {"resolve_limit", [](Options& o, const PlacedJson& value) { o.resolve_limit = time_of(value); }},
          {"queue_limit", [](Options& o, const PlacedJson& value) { o.queue_limit = time_of(value); }},
          {"netrc", [](Options& o, const PlacedJson& value) { o.netrc = text_of(value, "a path"); }},
          {"connect_limit", [](Options& o, const PlacedJson& value) { o.connect_limit = time_of(value); }},
          {"calm_pause", [](Options& o, const PlacedJson& value) { o.calm_pause = time_of(value); }},
          {"most_connections",
           [](Options& o, const PlacedJson& value) { o.most_connections = whole_of<std::size_t>(value, 1); }},
          {"coalesce_origins", [](Options& o, const PlacedJson& value) { o.coalesce_origins = boolean_of(value); }},
          {"cookies", read_cookies},
          {"connection", read_connection},
          {"push_limits", read_push_limits},
          {"proxies", read_proxies},
          {"unix_socket", [](Options& o, const PlacedJson& value) { o.unix_socket = text_of(value, "a path"); }},
          {"trusted_file", [](Options& o, const PlacedJson& value) { o.trusted_file = text_of(value, "a path"); }},
          {"certificate_file",
           [](Options& o, const PlacedJson& value) { o.certificate_file = text_of(value, "a path"); }},
          {"key_file", [](Options& o, const PlacedJson& value) { o.key_file = text_of(value, "a path"); }},
          {"pinned_keys", [](Options& o, const PlacedJson& value) { o.pinned_keys = texts_of(value); }},
          {"insecure", [](Options& o, const PlacedJson& value) { o.insecure = boolean_of(value); }},
      });
}

void add_field(NamedClientOptions& options, const std::string& name, const PlacedJson& value) {
  const std::string& text = text_of(value, "the value of a field: a string, or a list of strings");
  try {
    checked_name(name, text);
  } catch (const std::invalid_argument& wrong) {
    refuse(value, wrong.what());
  }
  options.fields.emplace_back(name, text);
}

void read_fields(NamedClientOptions& options, const PlacedJson& value) {
  check_object(value, "fields: {\"accept\": \"text/html\"}");
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const PlacedJson& item = value.items[i];
    if (item.kind != Kind::list) add_field(options, value.names[i], item);
    for (const PlacedJson& each : item.items) {
      if (item.kind == Kind::list) add_field(options, value.names[i], each);
    }
  }
}

std::vector<Key<NamedClientOptions>> named_keys() {
  using Options = NamedClientOptions;
  return joined<Options>(common_keys<Options>(),
                         {
                             {"base", [](Options& o, const PlacedJson& value) { o.base = text_of(value, "a URL"); }},
                             {"fields", read_fields},
                             {"cookies", read_own_cookies},
                             {"timeout", [](Options& o, const PlacedJson& value) { o.timeout = time_of(value); }},
                         });
}

// --- the whole -------------------------------------------------------------------------------------------------------

void read_named(DescribedClients& clients, const PlacedJson& value) {
  check_object(value, "clients by their names");
  const auto keys = named_keys();
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    NamedClientOptions options;
    read_object(options, value.items[i], keys, "the options of a client");
    try {
      (void)Named(options);
    } catch (const std::invalid_argument& wrong) {
      refuse(value.items[i], wrong.what());
    }
    clients.named.emplace_back(value.names[i], std::move(options));
  }
}

void read_shared(DescribedClients& clients, const PlacedJson& value) {
  read_object(clients.shared, value, shared_keys(), "the options of all clients");
}

}  // namespace

DescribedClients read_clients(const std::string& text, const std::filesystem::path& folder, ClientOptions shared) {
  static const std::vector<Key<DescribedClients>> keys = {
      // For editors: the schema, clients.schema.json.
      {"$schema", [](DescribedClients&, const PlacedJson& value) { text_of(value, "a URL or a path"); }},
      {"shared", read_shared},
      {"clients", read_named},
  };
  DescribedClients clients{.shared = std::move(shared), .named = {}};
  ClientOptions& options = clients.shared;
  std::string* const files[] = {&options.netrc, &options.unix_socket, &options.trusted_file, &options.certificate_file,
                                &options.key_file};
  // Those of the program are relative to where it runs.
  std::vector<std::string> before;
  std::transform(std::begin(files), std::end(files), std::back_inserter(before), [](auto* file) { return *file; });
  read_object(clients, config::parse_placed(text), keys, "{\"shared\": …, \"clients\": …}");
  for (std::size_t i = 0; i < before.size(); ++i) {
    std::string& file = *files[i];
    if (file != before[i] && !file.empty()) file = (folder / file).string();
  }
  return clients;
}

}  // namespace weft::client
