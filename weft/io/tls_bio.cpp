#include <weft/io/tls_bio.hpp>

#include <algorithm>
#include <cstring>

namespace weft::io {

namespace {

TlsOctets& octets_of(BIO* bio) {
  return *static_cast<TlsOctets*>(BIO_get_data(bio));
}

int read(BIO* bio, char* out, std::size_t size, std::size_t* got) {
  Octets& input = octets_of(bio).input;
  BIO_clear_retry_flags(bio);
  *got = std::min(size, input.size());
  octets_of(bio).starved = *got == 0;
  if (*got == 0) {
    BIO_set_retry_read(bio);
    return 0;
  }
  std::memcpy(out, input.data(), *got);
  input = input.subspan(*got);
  return 1;
}

int write(BIO* bio, const char* octets, std::size_t size, std::size_t* taken) {
  octets_of(bio).sealed.append(as_octets({octets, size}));
  *taken = size;
  return 1;
}

long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  // The caller of OpenSSL sends what OpenSSL has written.
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_method() {
  BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "weft");
  BIO_meth_set_read_ex(method, read);
  BIO_meth_set_write_ex(method, write);
  BIO_meth_set_ctrl(method, control);
  return method;
}

}  // namespace

OwnedBio make_tls_bio(TlsOctets& octets) {
  // One method serves the process, for all its life.
  static const BIO_METHOD* const method = make_method();
  OwnedBio bio(BIO_new(method));
  if (!bio) return bio;
  BIO_set_data(bio.get(), &octets);
  BIO_set_init(bio.get(), 1);
  return bio;
}

}  // namespace weft::io
