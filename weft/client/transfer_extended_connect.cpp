// A request over HTTP/2 for a WebSocket: extended CONNECT (RFC 8441) in place of Upgrade.
#include <weft/client/transfer.hpp>

namespace weft::client {

using http::FieldName;

// RFC 8441 4: "On requests that contain the :protocol pseudo-header field, the :scheme and :path pseudo-header fields
// of the target URI (see Section 5) MUST also be included." RFC 8441 5: "[RFC6455] requires the use of Connection and
// Upgrade header fields that are not part of HTTP/2. They MUST NOT be included in the CONNECT request defined here."
// The key belongs to them.
void Transfer::extend(http::RequestHead& head) const {
  head.method = http::Method::connect;
  head.method_text = http::to_string(head.method);
  head.protocol = "websocket";
  head.fields.remove(FieldName::upgrade);
  head.fields.remove(FieldName::sec_websocket_key);
}

}  // namespace weft::client
