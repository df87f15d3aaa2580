#include <weft/io/tls_certificate.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <weft/io/openssl.hpp>
#include <weft/io/tls_staple.hpp>

namespace weft::io {

namespace {

using OwnedPkcs12 = std::unique_ptr<PKCS12, OpensslRelease<PKCS12_free>>;
using OwnedNames = std::unique_ptr<GENERAL_NAMES, OpensslRelease<GENERAL_NAMES_free>>;

OwnedBio open_file(const std::string& file, std::string_view expected) {
  OwnedBio bio(BIO_new_file(file.c_str(), "rb"));
  if (bio) return bio;
  const int reason = errno;
  ERR_clear_error();
  throw TlsError(fmt::format("{}: cannot be read: {} (expected {})", file, std::strerror(reason), expected));
}

OwnedBio open_text(std::string_view text) {
  return OwnedBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Never asks at the terminal: without a password an encrypted key is an error.
int give_password(char* out, int size, int /*writing*/, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  return static_cast<int>(text.copy(out, static_cast<std::size_t>(size)));
}

void read_chain(BIO& bio, const std::string& source, TlsCertificate::Parts& parts) {
  parts.certificate.reset(PEM_read_bio_X509_AUX(&bio, nullptr, nullptr, nullptr));
  if (!parts.certificate) {
    ERR_clear_error();
    throw TlsError(fmt::format("{}: no certificate in it (expected PEM: -----BEGIN CERTIFICATE-----)", source));
  }
  while (X509* next = PEM_read_bio_X509(&bio, nullptr, nullptr, nullptr)) {
    if (!parts.chain) parts.chain.reset(sk_X509_new_null());
    sk_X509_push(parts.chain.get(), next);
  }
  // The loop ends when there are no more certificates.
  ERR_clear_error();
}

void read_key(BIO& bio, const std::string& source, std::string password, TlsCertificate::Parts& parts) {
  parts.key.reset(PEM_read_bio_PrivateKey(&bio, nullptr, give_password, &password));
  if (parts.key) return;
  throw TlsError(fmt::format("{}: no usable private key in it: {} (expected PEM: -----BEGIN PRIVATE KEY-----{})",
                             source, take_openssl_text(), password.empty() ? ", or its password" : ""));
}

std::string text_of(const ASN1_STRING& text) {
  return lower_case({reinterpret_cast<const char*>(ASN1_STRING_get0_data(&text)),
                     static_cast<std::size_t>(ASN1_STRING_length(&text))});
}

std::string in_words(const ASN1_TIME* time) {
  std::tm date{};
  if (ASN1_TIME_to_tm(time, &date) != 1) return "a date that cannot be read";
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", date);
}

constexpr std::time_t two_weeks = 14L * 24 * 60 * 60;

// Empty where `now` is between its dates.
std::string date_problem(const X509* certificate, std::time_t now) {
  const ASN1_TIME* first = X509_get0_notBefore(certificate);
  const ASN1_TIME* last = X509_get0_notAfter(certificate);
  if (X509_cmp_time(last, &now) < 0) return "expired on " + in_words(last);
  if (X509_cmp_time(first, &now) > 0) return "is not valid before " + in_words(first);
  return {};
}

using OwnedStore = std::unique_ptr<X509_STORE, OpensslRelease<X509_STORE_free>>;
using OwnedStoreContext = std::unique_ptr<X509_STORE_CTX, OpensslRelease<X509_STORE_CTX_free>>;
using OwnedAccess = std::unique_ptr<AUTHORITY_INFO_ACCESS, OpensslRelease<AUTHORITY_INFO_ACCESS_free>>;

bool is_issued_by_trusted(X509& certificate) {
  const OwnedStore store(X509_STORE_new());
  const OwnedStoreContext context(X509_STORE_CTX_new());
  if (!store || !context || X509_STORE_set_default_paths(store.get()) != 1) return true;
  if (X509_STORE_CTX_init(context.get(), store.get(), nullptr, nullptr) != 1) return true;
  X509* issuer = nullptr;
  const bool found = X509_STORE_CTX_get1_issuer(&issuer, context.get(), &certificate) == 1;
  const OwnedX509 owned(issuer);
  return found;
}

// RFC 5280 4.2.2.1: caIssuers tells where the certificate of the issuer is to be had. Public authorities say it in what
// their intermediate ones issue; private ones, whose clients know the only issuer there is, do not.
bool says_where_its_issuer_is(const X509& certificate) {
  const OwnedAccess access(
      static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(&certificate, NID_info_access, nullptr, nullptr)));
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access.get(), i)->method) == NID_ad_ca_issuers) return true;
  }
  return false;
}

// RFC 8446 4.4.2: "a certificate that specifies a trust anchor MAY be omitted from the chain, provided that supported
// peers are known to possess any omitted certificates." Empty where that is all that is missing.
std::string missing_issuer_of(const TlsCertificate::Parts& parts) {
  const int size = sk_X509_num(parts.chain.get());
  X509* const last = size > 0 ? sk_X509_value(parts.chain.get(), size - 1) : parts.certificate.get();
  const X509_NAME* issuer = X509_get_issuer_name(last);
  if (X509_NAME_cmp(issuer, X509_get_subject_name(last)) == 0 || !says_where_its_issuer_is(*last)) return {};
  const bool complete = is_issued_by_trusted(*last);
  ERR_clear_error();
  if (complete) return {};
  std::array<char, 256> text{};
  X509_NAME_oneline(issuer, text.data(), static_cast<int>(text.size()));
  return text.data();
}

std::shared_ptr<const TlsCertificate::Parts> checked(std::shared_ptr<TlsCertificate::Parts> parts,
                                                     const std::string& certificate, const std::string& key) {
  if (X509_check_private_key(parts->certificate.get(), parts->key.get()) != 1) {
    ERR_clear_error();
    throw TlsError(fmt::format("{}: this key does not belong to the certificate in {}", key, certificate));
  }
  parts->names = names_of(*parts->certificate);
  parts->source = certificate;
  parts->missing_issuer = missing_issuer_of(*parts);
  return parts;
}

}  // namespace

std::vector<std::string> names_of(X509& certificate) {
  std::vector<std::string> names;
  const OwnedNames alternatives(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(alternatives.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(alternatives.get(), i);
    if (name->type == GEN_DNS) names.push_back(text_of(*name->d.dNSName));
  }
  if (!names.empty()) return names;
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at >= 0) names.push_back(text_of(*X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
  return names;
}

TlsCertificate TlsCertificate::from_pem_files(const std::string& chain_file, const std::string& key_file,
                                              const std::string& password) {
  auto parts = std::make_shared<Parts>();
  read_chain(*open_file(chain_file, "a certificate and its chain in PEM"), chain_file, *parts);
  read_key(*open_file(key_file, "a private key in PEM"), key_file, password, *parts);
  return TlsCertificate(checked(std::move(parts), chain_file, key_file));
}

TlsCertificate TlsCertificate::from_pem(std::string_view chain, std::string_view key) {
  auto parts = std::make_shared<Parts>();
  read_chain(*open_text(chain), "certificate", *parts);
  read_key(*open_text(key), "key", {}, *parts);
  return TlsCertificate(checked(std::move(parts), "certificate", "key"));
}

TlsCertificate TlsCertificate::from_pkcs12_file(const std::string& file, const std::string& password) {
  const OwnedBio bio = open_file(file, "PKCS#12");
  const OwnedPkcs12 container(d2i_PKCS12_bio(bio.get(), nullptr));
  if (!container) {
    ERR_clear_error();
    throw TlsError(fmt::format("{}: not a PKCS#12 file (a certificate in PEM goes with the file of its key)", file));
  }
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* chain = nullptr;
  const bool parsed = PKCS12_parse(container.get(), password.c_str(), &key, &certificate, &chain) == 1;
  auto parts = std::make_shared<Parts>();
  parts->key.reset(key);
  parts->certificate.reset(certificate);
  parts->chain.reset(chain);
  if (!parsed)
    throw TlsError(fmt::format("{}: cannot be opened: {} (is the password right?)", file, take_openssl_text()));
  if (key == nullptr || certificate == nullptr) {
    throw TlsError(fmt::format("{}: expected a certificate and its private key in it", file));
  }
  return TlsCertificate(checked(std::move(parts), file, file));
}

const std::vector<std::string>& TlsCertificate::names() const {
  return parts_->names;
}

bool TlsCertificate::matches(std::string_view name) const {
  const std::size_t dot = name.find('.');
  const bool below = dot != std::string_view::npos && dot > 0;
  const std::string_view parent = below ? name.substr(dot) : std::string_view();
  return std::any_of(names().begin(), names().end(), [name, parent](std::string_view own) {
    // A wildcard stands for exactly one label.
    return own == name || (own.starts_with("*.") && !parent.empty() && own.substr(1) == parent);
  });
}

const std::string& TlsCertificate::source() const {
  return parts_->source;
}

// RFC 8446 4.4.2: "Each following certificate SHOULD directly certify the one immediately preceding it."
std::vector<std::string> TlsCertificate::chain_problems() const {
  std::vector<std::string> problems;
  X509* certified = parts_->certificate.get();
  for (int i = 0; i < sk_X509_num(parts_->chain.get()); ++i) {
    X509* const issuer = sk_X509_value(parts_->chain.get(), i);
    if (X509_check_issued(issuer, certified) != X509_V_OK) {
      problems.push_back(fmt::format("{}: certificate {} of the chain has not issued the one before", source(), i + 2));
    }
    certified = issuer;
  }
  ERR_clear_error();
  if (!parts_->missing_issuer.empty()) {
    problems.push_back(fmt::format("{}: the chain is not complete: the certificate of {} is missing", source(),
                                   parts_->missing_issuer));
  }
  return problems;
}

namespace {

// The words of `problem_of` about the certificates of the chain, each with its place.
template <class ProblemOf>
std::vector<std::string> problems_of_all(const TlsCertificate::Parts& parts, ProblemOf problem_of) {
  std::vector<std::string> problems;
  const auto look_at = [&](const X509* certificate, const std::string& name) {
    const std::string problem = problem_of(certificate);
    if (!problem.empty()) problems.push_back(fmt::format("{}: {} {}", parts.source, name, problem));
  };
  look_at(parts.certificate.get(), "the certificate");
  for (int i = 0; i < sk_X509_num(parts.chain.get()); ++i) {
    look_at(sk_X509_value(parts.chain.get(), i), fmt::format("certificate {} of the chain", i + 2));
  }
  return problems;
}

}  // namespace

std::vector<std::string> TlsCertificate::date_problems(std::chrono::system_clock::time_point now) const {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  return problems_of_all(*parts_, [&](const X509* each) { return date_problem(each, seconds); });
}

std::vector<std::string> TlsCertificate::renewal_problems(std::chrono::system_clock::time_point now) const {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  return problems_of_all(*parts_, [&](const X509* each) {
    std::time_t later = seconds + two_weeks;
    const ASN1_TIME* last = X509_get0_notAfter(each);
    const bool soon = date_problem(each, seconds).empty() && X509_cmp_time(last, &later) < 0;
    return soon ? "expires on " + in_words(last) : std::string();
  });
}

TlsCertificate TlsCertificate::with_staple(const std::string& file) const {
  TlsCertificate stapled = *this;
  stapled.staple_ = std::make_shared<const TlsStaple>(TlsStaple::from_file(file, *parts_->certificate));
  return stapled;
}

std::vector<std::string> TlsCertificate::staple_problems(std::chrono::system_clock::time_point now) const {
  std::string problem = staple_ ? staple_->problem_at(now) : std::string();
  if (problem.empty()) return {};
  return {std::move(problem)};
}

std::chrono::system_clock::time_point TlsCertificate::expires() const {
  std::tm date{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(parts_->certificate.get()), &date) != 1) return {};
  return std::chrono::system_clock::from_time_t(::timegm(&date));
}

}  // namespace weft::io
