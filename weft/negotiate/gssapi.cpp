#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

#include <array>

#include <weft/negotiate/negotiate.hpp>

namespace weft::negotiate {

namespace {

// RFC 4178 3: "The Object Identifier for SPNEGO is iso.org.dod.internet.security.mechanism.snego (1.3.6.1.5.5.2)."
std::array<char, 6> spnego_octets{0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
gss_OID_desc spnego{spnego_octets.size(), spnego_octets.data()};

// An object of the library's, which `release` gives back.
template <class T, OM_uint32 (*release)(OM_uint32*, T*)>
class Owned {
 public:
  Owned() = default;
  ~Owned() {
    OM_uint32 minor = 0;
    if (value_ != nullptr) release(&minor, &value_);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  T get() const { return value_; }
  T* out() { return &value_; }

 private:
  T value_ = nullptr;
};

OM_uint32 delete_context(OM_uint32* minor, gss_ctx_id_t* context) {
  return gss_delete_sec_context(minor, context, nullptr);
}

using OwnedName = Owned<gss_name_t, gss_release_name>;
using OwnedCredentials = Owned<gss_cred_id_t, gss_release_cred>;
using OwnedContext = Owned<gss_ctx_id_t, delete_context>;

class OwnedBuffer {
 public:
  OwnedBuffer() = default;
  ~OwnedBuffer() {
    OM_uint32 minor = 0;
    gss_release_buffer(&minor, &buffer_);
  }
  OwnedBuffer(const OwnedBuffer&) = delete;
  OwnedBuffer& operator=(const OwnedBuffer&) = delete;

  gss_buffer_t out() { return &buffer_; }
  std::string text() const {
    return buffer_.length == 0 ? std::string() : std::string(static_cast<const char*>(buffer_.value), buffer_.length);
  }

 private:
  gss_buffer_desc buffer_{};
};

// A buffer for the library to read.
gss_buffer_desc view_of(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}

bool failed(OM_uint32 major) {
  return GSS_ERROR(major) != 0;
}

std::string text_of(OM_uint32 code, int type, gss_OID mechanism) {
  std::string all;
  OM_uint32 more = 0;
  do {
    OM_uint32 minor = 0;
    OwnedBuffer text;
    if (failed(gss_display_status(&minor, code, type, mechanism, &more, text.out()))) break;
    // Some texts of SPNEGO end with a zero.
    const std::string one = text.text();
    all += (all.empty() ? "" : ": ") + one.substr(0, one.find('\0'));
  } while (more != 0);
  return all;
}

// The mechanism knows better what has happened than GSSAPI, if it says anything.
Fault fault_of(OM_uint32 major, OM_uint32 minor, gss_OID mechanism) {
  return {Fault::Kind::failed,
          minor != 0 ? text_of(minor, GSS_C_MECH_CODE, mechanism) : text_of(major, GSS_C_GSS_CODE, mechanism)};
}

// SPNEGO only says that no mechanism is left: Kerberos itself is asked why.
Fault why_no_token(OM_uint32 major, OM_uint32 minor) {
  gss_OID_desc kerberos = *gss_mech_krb5;
  gss_OID_set_desc mechanisms{1, &kerberos};
  OwnedCredentials credentials;
  OM_uint32 why = 0;
  OM_uint32 seconds_left = 0;
  const OM_uint32 acquired = gss_acquire_cred(&why, nullptr, GSS_C_INDEFINITE, &mechanisms, GSS_C_INITIATE,
                                              credentials.out(), nullptr, &seconds_left);
  Fault fault = failed(acquired) ? fault_of(acquired, why, &kerberos) : fault_of(major, minor, &spnego);
  if (failed(acquired) || seconds_left == 0) fault.kind = Fault::Kind::no_ticket;
  return fault;
}

class GssInitiator final : public Initiator {
 public:
  explicit GssInitiator(const std::string& host) : service_("HTTP@" + host) {}

  Result<Step, Fault> step(std::string_view token) override {
    OM_uint32 minor = 0;
    if (name_.get() == nullptr) {
      gss_buffer_desc service = view_of(service_);
      const OM_uint32 named = gss_import_name(&minor, &service, GSS_C_NT_HOSTBASED_SERVICE, name_.out());
      if (failed(named)) return fail(fault_of(named, minor, &spnego));
    }
    gss_buffer_desc input = view_of(token);
    OwnedBuffer output;
    // Without GSS_C_DELEG_FLAG: the server learns who the user is, and cannot act as the user.
    const OM_uint32 major =
        gss_init_sec_context(&minor, nullptr, context_.out(), name_.get(), &spnego, GSS_C_MUTUAL_FLAG, 0, nullptr,
                             token.empty() ? nullptr : &input, nullptr, output.out(), nullptr, nullptr);
    if (failed(major)) return fail(token.empty() ? why_no_token(major, minor) : fault_of(major, minor, &spnego));
    return Step{output.text(), major == GSS_S_COMPLETE};
  }

 private:
  const std::string service_;
  OwnedName name_;
  OwnedContext context_;
};

class GssAcceptor final : public Acceptor {
 public:
  explicit GssAcceptor(std::string keytab) : keytab_(std::move(keytab)) {}

  Result<Step, Fault> step(std::string_view token) override {
    OM_uint32 minor = 0;
    if (credentials_.get() == nullptr) {
      if (failed(acquire(minor, spnego))) return fail(why_no_keys());
    }
    gss_buffer_desc input = view_of(token);
    OwnedBuffer output;
    OwnedName client;
    const OM_uint32 major = gss_accept_sec_context(&minor, context_.out(), credentials_.get(), &input, nullptr,
                                                   client.out(), nullptr, output.out(), nullptr, nullptr, nullptr);
    if (failed(major)) return fail(fault_of(major, minor, &spnego));
    if (major == GSS_S_COMPLETE) keep_name(client.get());
    return Step{output.text(), major == GSS_S_COMPLETE};
  }

  std::string name() const override { return name_; }

 private:
  OM_uint32 acquire(OM_uint32& minor, gss_OID_desc& mechanism) {
    gss_OID_set_desc mechanisms{1, &mechanism};
    gss_key_value_element_desc keytab{"keytab", keytab_.c_str()};
    const gss_key_value_set_desc store{1, &keytab};
    return gss_acquire_cred_from(&minor, nullptr, GSS_C_INDEFINITE, &mechanisms, GSS_C_ACCEPT,
                                 keytab_.empty() ? nullptr : &store, credentials_.out(), nullptr, nullptr);
  }
  // See why_no_token().
  Fault why_no_keys() {
    OM_uint32 minor = 0;
    gss_OID_desc kerberos = *gss_mech_krb5;
    const OM_uint32 major = acquire(minor, kerberos);
    return failed(major) ? fault_of(major, minor, &kerberos) : Fault{};
  }
  void keep_name(gss_name_t client) {
    OM_uint32 minor = 0;
    OwnedBuffer text;
    if (!failed(gss_display_name(&minor, client, text.out(), nullptr))) name_ = text.text();
  }

  const std::string keytab_;
  OwnedCredentials credentials_;
  OwnedContext context_;
  std::string name_;
};

class Gssapi final : public Mechanism {
 public:
  std::unique_ptr<Initiator> initiate(const std::string& host) const override {
    return std::make_unique<GssInitiator>(host);
  }
  std::unique_ptr<Acceptor> accept(const std::string& keytab) const override {
    return std::make_unique<GssAcceptor>(keytab);
  }
};

}  // namespace

const Mechanism* gssapi() {
  static const Gssapi mechanism;
  return &mechanism;
}

}  // namespace weft::negotiate
