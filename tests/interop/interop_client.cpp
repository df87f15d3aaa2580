// weft::Client as a program that tests drive, for what `weft get` has no option:
//
//   interop_client pause URL OTHER COUNT FILE   begins to read URL's body and says "paused" once it no longer does;
//   asks for OTHER
//                                               so many times and says "answered"; behind a line on standard input it
//                                               reads the rest and writes the whole body to FILE
//   interop_client many COUNT URL               asks for URL0, URL1 … all at once, over one connection; writes their
//   bodies, in order interop_client trailers URL                 sends a body of "text" with the trailer x-sum, prints
//   the body and then the
//                                               trailers of the response
#include <cstdlib>
#include <fstream>
#include <future>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/client/client.hpp>

namespace {

// Over HTTP/2 alone, and one connection.
weft::Client one_connection() {
  weft::ClientOptions options;
  options.insecure = true;
  options.most_connections = 1;
  options.policy = weft::VersionPolicy::exact;
  return weft::Client(options);
}

int fail(std::string_view what) {
  std::cerr << "interop_client: " << what << '\n';
  return 1;
}

// All at once. Empty, and told, where one is not answered by 200.
std::vector<std::string> bodies_of(const weft::Client& client, const std::vector<std::string>& urls) {
  std::vector<std::future<weft::ClientResult>> answers;
  for (const std::string& url : urls) {
    const auto promise = std::make_shared<std::promise<weft::ClientResult>>();
    answers.push_back(promise->get_future());
    client.get(url).then([promise](weft::ClientResult result) { promise->set_value(std::move(result)); });
  }
  std::vector<std::string> bodies;
  for (auto& answer : answers) {
    const weft::ClientResult result = answer.get();
    if (!result || !result->ok()) {
      fail(result ? "a status that is not 2xx" : result.error().text());
      return {};
    }
    bodies.push_back(result->body);
  }
  return bodies;
}

int pause(const std::string& url, const std::string& other, int count, const std::string& path) {
  const weft::Client client = one_connection();
  auto stream = client.get(url).open_wait();
  if (!stream) return fail(stream.error().text());
  std::ofstream file(path, std::ios::binary);
  auto piece = stream->read_wait();
  std::cout << "paused" << std::endl;
  const auto bodies = bodies_of(client, std::vector<std::string>(static_cast<std::size_t>(count), other));
  if (bodies.empty()) return 1;
  std::cout << "answered" << std::endl;
  std::string line;
  std::getline(std::cin, line);
  for (; piece && !piece->empty(); piece = stream->read_wait()) file << std::string_view(*piece);
  if (!piece) return fail(piece.error().text());
  return 0;
}

int many(int count, const std::string& url) {
  std::vector<std::string> urls;
  for (int i = 0; i < count; ++i) urls.push_back(url + std::to_string(i));
  const auto bodies = bodies_of(one_connection(), urls);
  for (const std::string& body : bodies) std::cout << body;
  return bodies.empty() ? 1 : 0;
}

int trailers(const std::string& url) {
  const auto response = one_connection().post(url).body("text", "text/plain").trailer("x-sum", "7").wait();
  if (!response) return fail(response.error().text());
  std::cout << response->body << '\n';
  for (const auto& field : response->trailers) std::cout << field.name << ": " << field.value << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  const std::string_view verb = argc > 1 ? words[1] : "";
  if (verb == "pause" && argc == 6) return pause(words[2], words[3], std::atoi(words[4]), words[5]);
  if (verb == "many" && argc == 4) return many(std::atoi(words[2]), words[3]);
  if (verb == "trailers" && argc == 3) return trailers(words[2]);
  return fail("expected pause, many or trailers with what the head of interop_client.cpp says");
}
