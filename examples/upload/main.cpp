// upload [FOLDER [URL]]: files of up to 50 MB go to `uploads`, on http://localhost:8080, unless told otherwise.
//
//   curl http://localhost:8080/uploads -F file=@film.mp4             a form, as a browser sends it
//   curl http://localhost:8080/uploads/film.mp4 -T film.mp4          the file alone
//   curl http://localhost:8080/uploads/film.mp4                      how much of it is there, at any time
//   curl http://localhost:8080/uploads/film.mp4 -T film.mp4 -C 1000  goes on behind 1000 octets, after a failure
//   curl http://localhost:8080/files/film.mp4 -r 0-99                the file, or a range of it
#include <cstdio>
#include <exception>

#include "uploads.hpp"

int main(int count, char** arguments) try {
  weft::Server server;
  uploads::Uploads uploads(count > 1 ? arguments[1] : "uploads");
  uploads.add_to(server);
  server.listen(count > 2 ? arguments[2] : "http://localhost:8080");
  server.start();
  for (const auto& endpoint : server.endpoints()) std::fprintf(stderr, "listening on %s\n", endpoint.url.c_str());
  server.wait();
} catch (const std::exception& error) {
  std::fprintf(stderr, "upload: %s\n", error.what());
  return 1;
}
