#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include <weft/client/checked_name.hpp>
#include <weft/client/client.hpp>
#include <weft/client/content/stored.hpp>
#include <weft/client/core.hpp>
#include <weft/client/named.hpp>
#include <weft/client/priority.hpp>
#include <weft/http/authority.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/form.hpp>
#include <weft/http/media_type.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/http/text.hpp>

namespace weft {

using client::Core;

ClientRequest::ClientRequest(std::shared_ptr<Core> core, std::shared_ptr<const client::Named> named,
                             http::Method method, std::string_view url)
    : core_(std::move(core)), named_(std::move(named)), request_(std::make_unique<client::Request>()) {
  const ClientOptions& options = core_->options();
  request().method = method;
  request().method_text = http::to_string(method);
  request().version = options.version;
  request().policy = options.policy;
  request().queue_limit = options.queue_limit;
  request().head_limit = options.head_limit;
  request().body_limit = options.body_limit;
  request().observer = options.observer.get();
  request().recorder = options.transport.recorder();
  request().cookies = options.cookies;
  request().netrc = core_->netrc();
  request().decode = options.decode;
  request().redirects = options.redirects;
  if (named_) named_->begin(request());
  take_url(url);
}

namespace {

std::unique_ptr<client::Stored> stored_text(std::string text) {
  auto stored = std::make_unique<client::Stored>();
  stored->add_text(std::move(text));
  return stored;
}

}  // namespace

client::Request& ClientRequest::request() {
  if (request_ == nullptr) throw std::logic_error("this weft::ClientRequest has been sent already");
  return *request_;
}

ClientRequest& ClientRequest::field(std::string_view name, std::string_view value) {
  const std::string lower = client::checked_name(name, value);
  if (lower == "host") {
    if (!http::is_valid_authority(value)) throw std::invalid_argument(fmt::format("no host: \"{}\"", value));
    request().authority = value;
  } else {
    request().fields.add(lower, value);
  }
  return *this;
}

ClientRequest& ClientRequest::version(http::Version version, VersionPolicy policy) {
  request().version = version;
  request().policy = policy;
  return *this;
}

ClientRequest& ClientRequest::priority(http::Priority priority) {
  client::check_priority(priority);
  request().fields.set(http::FieldName::priority, http::priority_field_value(priority));
  return *this;
}

ClientRequest& ClientRequest::timeout(Duration limit) {
  request().total_limit = limit;
  return *this;
}

// --- the body --------------------------------------------------------------------------------------------------------

ClientRequest& ClientRequest::content(std::unique_ptr<client::Content> content, std::string_view media_type) {
  request().content = std::move(content);
  if (!http::is_field_value(media_type)) {
    throw std::invalid_argument("the media type has an octet that HTTP does not allow");
  }
  if (!media_type.empty()) request().fields.set(http::FieldName::content_type, media_type);
  return *this;
}

ClientRequest& ClientRequest::body(std::string text, std::string_view media_type) {
  return content(stored_text(std::move(text)), media_type);
}

ClientRequest& ClientRequest::json(std::string text) {
  return body(std::move(text), "application/json");
}

ClientRequest& ClientRequest::form(const FormFields& fields) {
  return body(http::encode_form(fields), http::form_type);
}

ClientRequest& ClientRequest::multipart(Multipart form) {
  const std::string media_type = form.media_type();
  return content(std::make_unique<client::Stored>(std::move(form).take()), media_type);
}

ClientRequest& ClientRequest::file(std::string path, std::string_view media_type) {
  if (media_type.empty()) media_type = http::media_type_of(path);
  auto stored = std::make_unique<client::Stored>();
  stored->add_file(std::move(path));
  return content(std::move(stored), media_type);
}

ClientRequest& ClientRequest::stream(PieceSource next, std::optional<std::uint64_t> length) {
  return content(std::make_unique<client::Sourced<PieceSource>>(std::move(next), length), {});
}

ClientRequest& ClientRequest::stream(PieceTask next, std::optional<std::uint64_t> length) {
  return content(std::make_unique<client::Sourced<PieceTask>>(std::move(next), length), {});
}

ClientRequest& ClientRequest::trailer(std::string_view name, std::string_view value) {
  const std::string lower = client::checked_name(name, value);
  // RFC 9110 6.5.1: "A sender MUST NOT generate a trailer field unless the sender knows the corresponding header field
  // name's definition permits sending it in a trailer section".
  if (http::is_forbidden_trailer(http::field_name_of(lower))) {
    throw std::invalid_argument(fmt::format("{} cannot be a trailer", name));
  }
  request().trailers.add(lower, value);
  // RFC 9110 6.6.2: "a sender SHOULD generate a Trailer header field before the content to indicate which fields might
  // be present in the trailers."
  request().fields.add(http::FieldName::trailer, lower);
  return *this;
}

ClientRequest& ClientRequest::expect_continue() {
  request().expect_continue = true;
  return *this;
}

// --- the response ----------------------------------------------------------------------------------------------------

ClientRequest& ClientRequest::to_file(std::string path) {
  request().to_file = std::move(path);
  return *this;
}

ClientRequest& ClientRequest::resume_file(std::string path, std::optional<std::uint64_t> offset) {
  auto earlier = client::find_resumption(path, offset);
  if (!earlier) {
    fault_ = std::move(earlier.error());
    return *this;
  }
  if (earlier->offset > 0) {
    request().fields.set(http::FieldName::range, fmt::format("bytes={}-", earlier->offset));
    // RFC 9110 13.1.5: "A client MUST NOT generate an If-Range header field in a request that does not contain a Range
    // header field."
    if (!earlier->validator.empty()) request().fields.set(http::FieldName::if_range, earlier->validator);
  }
  request().resumption = std::move(*earlier);
  return decode(false).to_file(std::move(path));
}

ClientRequest& ClientRequest::limit_rate(std::uint64_t octets_per_second) {
  if (octets_per_second == 0) throw std::invalid_argument("limit_rate() expects at least one octet a second");
  request().octets_per_second = octets_per_second;
  return *this;
}

ClientRequest& ClientRequest::pause_after(std::uint64_t octets, std::optional<Duration> duration) {
  if (octets == 0) throw std::invalid_argument("pause_after() expects at least one octet");
  request().pause = client::PausePlan{.octets = octets, .duration = duration};
  return *this;
}

// --- what is told ----------------------------------------------------------------------------------------------------

ClientRequest& ClientRequest::on_interim(std::function<void(const http::ResponseHead&)> told) {
  request().on_interim = std::move(told);
  return *this;
}

ClientRequest& ClientRequest::on_redirect(std::function<void(Redirect)> told) {
  request().on_redirect = std::move(told);
  return *this;
}

ClientRequest& ClientRequest::on_progress(std::function<void(const Progress&)> told) {
  request().on_progress = std::move(told);
  return *this;
}

}  // namespace weft
