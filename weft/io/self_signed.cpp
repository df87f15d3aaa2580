#include <weft/io/self_signed.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <weft/io/address.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/openssl.hpp>

namespace weft::io {

namespace {

// Browsers refuse what is valid for longer.
constexpr long valid_seconds = 397L * 24 * 60 * 60;

void require(bool done) {
  if (!done) throw TlsError(fmt::format("self-signed certificate: {}", take_openssl_text()));
}

std::string alternatives_of(std::vector<std::string> names) {
  for (const char* own : {"127.0.0.1", "::1"}) {
    if (std::find(names.begin(), names.end(), own) == names.end()) names.emplace_back(own);
  }
  std::string list;
  for (const std::string& name : names) {
    // A comma would begin another name.
    if (name.empty() || name.find(',') != std::string::npos) throw TlsError(fmt::format("'{}': not a host name", name));
    list += fmt::format("{}{}:{}", list.empty() ? "" : ",", is_address(name) ? "IP" : "DNS", name);
  }
  return list;
}

void add_extension(X509& certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  using OwnedExtension = std::unique_ptr<X509_EXTENSION, OpensslRelease<X509_EXTENSION_free>>;
  const OwnedExtension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

void set_serial(X509& certificate) {
  // Random, because browsers remember the pair of issuer and serial number.
  std::uint64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), serial >> 1) == 1);
}

void set_name(X509& certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                                     static_cast<int>(name.size()), -1, 0) == 1);
  require(X509_set_issuer_name(&certificate, subject) == 1);
}

OwnedX509 make_certificate(EVP_PKEY& key, const std::vector<std::string>& names) {
  OwnedX509 made(X509_new());
  require(made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1);
  X509& certificate = *made;
  set_serial(certificate);
  set_name(certificate, names.empty() ? "localhost" : names.front());
  X509_gmtime_adj(X509_getm_notBefore(&certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(&certificate), valid_seconds);
  require(X509_set_pubkey(&certificate, &key) == 1);
  add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate, NID_ext_key_usage, "serverAuth");
  add_extension(certificate, NID_subject_alt_name, alternatives_of(names));
  require(X509_sign(&certificate, &key, EVP_sha256()) > 0);
  return made;
}

std::string text_in(BIO& bio) {
  char* text = nullptr;
  const long size = BIO_ctrl(&bio, BIO_CTRL_INFO, 0, static_cast<void*>(&text));
  return {text, static_cast<std::size_t>(size)};
}

// A file beside its final place until it is complete.
class Draft {
 public:
  Draft(const std::string& final_name, mode_t mode, const std::string& text)
      : final_(final_name), name_(final_name + ".XXXXXX") {
    const Descriptor file(::mkstemp(name_.data()));
    if (!file.valid()) fail();
    const ssize_t written = ::write(file.number(), text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size()) || ::fchmod(file.number(), mode) != 0) fail();
    if (::fsync(file.number()) != 0) fail();
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() { ::unlink(name_.c_str()); }

  void publish() {
    if (std::rename(name_.c_str(), final_.c_str()) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const {
    const int reason = errno;
    ::unlink(name_.c_str());
    throw TlsError(fmt::format("{}: cannot be written: {}", final_, std::strerror(reason)));
  }

  std::string final_;
  std::string name_;
};

}  // namespace

SelfSigned make_self_signed(const std::vector<std::string>& names) {
  const OwnedKey key(EVP_EC_gen("P-256"));
  require(key != nullptr);
  const OwnedX509 certificate = make_certificate(*key, names);
  const OwnedBio certificate_text(BIO_new(BIO_s_mem()));
  const OwnedBio key_text(BIO_new(BIO_s_mem()));
  require(certificate_text && PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
  require(key_text && PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {text_in(*certificate_text), text_in(*key_text)};
}

void write_files(const SelfSigned& made, const std::string& certificate_file, const std::string& key_file) {
  Draft key(key_file, 0600, made.key);
  Draft certificate(certificate_file, 0644, made.certificate);
  key.publish();
  certificate.publish();
}

}  // namespace weft::io
