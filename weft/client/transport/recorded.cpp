#include <weft/client/transport/recorded.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <weft/http/field_rules.hpp>

namespace weft::client {

namespace {

using http::FieldName;

bool is_secret(const Field& field) {
  constexpr std::array secrets = {FieldName::authorization, FieldName::proxy_authorization, FieldName::cookie,
                                  FieldName::set_cookie};
  return field.sensitive || std::find(secrets.begin(), secrets.end(), http::field_name_of(field.name)) != secrets.end();
}

// Fields of one connection, and the length of a body that is recorded without its codings.
bool is_of_the_wire(const Field& field) {
  const FieldName name = http::field_name_of(field.name);
  return name == FieldName::content_length || http::is_connection_specific(name);
}

// Hashes what goes through it.
class Heard final : public session::Body {
 public:
  Heard(std::unique_ptr<session::Body> body, std::shared_ptr<SentBody> sent)
      : body_(std::move(body)), sent_(std::move(sent)) {}

  http::Pulled pull(MutableOctets room) override {
    const http::Pulled pulled = body_->pull(room);
    sent_->hash.add(as_text(Octets(room).first(pulled.size)));
    sent_->is_empty &= pulled.size == 0;
    return pulled;
  }
  const http::Fields& trailers() const override { return body_->trailers(); }

 private:
  std::unique_ptr<session::Body> body_;
  std::shared_ptr<SentBody> sent_;
};

}  // namespace

FieldTexts Recorded::texts_of(const http::Fields& fields) const {
  FieldTexts texts;
  for (const Field& field : fields) {
    const bool is_kept = recorder_.keeps_secrets() || !is_secret(field);
    if (is_kept && !is_of_the_wire(field)) texts.emplace_back(field.name, field.value);
  }
  return texts;
}

Recorded::Recorded(Recorder& recorder, const Request& request, const http::RequestHead& head) : recorder_(recorder) {
  exchange_.method = request.method_text;
  exchange_.url = request.url.text();
  exchange_.request_fields = texts_of(head.fields);
}

std::unique_ptr<session::Body> Recorded::listen_to(std::unique_ptr<session::Body> body) {
  if (!body) return nullptr;
  sent_ = std::make_shared<SentBody>();
  return std::make_unique<Heard>(std::move(body), sent_);
}

void Recorded::head(http::Status status, const http::Fields& fields) {
  exchange_.status = status;
  exchange_.fields = texts_of(fields);
}

bool Recorded::end(const http::Fields& trailers) {
  if (sent_ && !sent_->is_empty) exchange_.body_sha256 = sent_->hash.hex();
  exchange_.trailers = texts_of(trailers);
  return recorder_.add(exchange_);
}

}  // namespace weft::client
