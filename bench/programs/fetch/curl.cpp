// The same with libcurl's multi interface: handles are used again, one thread, one connection at a time.
//
//   fetch_curl URL REQUESTS AT_ONCE whole|stream|post [OCTETS]
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

namespace {

struct Transfer {
  CURL* handle = curl_easy_init();
  // Keeps its memory.
  std::string body;
  std::size_t octets = 0;
};

std::size_t keep(char* octets, std::size_t size, std::size_t count, void* transfer) {
  static_cast<Transfer*>(transfer)->body.append(octets, size * count);
  static_cast<Transfer*>(transfer)->octets += size * count;
  return size * count;
}

std::size_t drop(char* /*octets*/, std::size_t size, std::size_t count, void* transfer) {
  static_cast<Transfer*>(transfer)->octets += size * count;
  return size * count;
}

void describe(Transfer& transfer, const char* url, std::string_view how, const std::string& body) {
  curl_easy_setopt(transfer.handle, CURLOPT_URL, url);
  curl_easy_setopt(transfer.handle, CURLOPT_PRIVATE, &transfer);
  curl_easy_setopt(transfer.handle, CURLOPT_WRITEFUNCTION, how == "stream" ? drop : keep);
  curl_easy_setopt(transfer.handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(transfer.handle, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(transfer.handle, CURLOPT_SSL_VERIFYHOST, 0L);
  const std::string_view text(url);
  const bool secure = text.starts_with("https:");
  curl_easy_setopt(transfer.handle, CURLOPT_HTTP_VERSION,
                   secure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
  curl_easy_setopt(transfer.handle, CURLOPT_PIPEWAIT, 1L);
  if (body.empty()) return;
  curl_easy_setopt(transfer.handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(transfer.handle, CURLOPT_POSTFIELDS, body.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view how = argc > 4 ? argv[4] : "";
  if (how != "whole" && how != "stream" && !(how == "post" && argc == 6)) {
    std::cerr << "usage: fetch_curl URL REQUESTS AT_ONCE whole|stream|post [OCTETS]\n";
    return 2;
  }
  const char* const url = argv[1];
  const auto requests = static_cast<unsigned>(std::atoi(argv[2]));
  const std::string body(static_cast<std::size_t>(argc > 5 ? std::atoi(argv[5]) : 0), 'x');
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* const multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);

  std::vector<Transfer> transfers(static_cast<std::size_t>(std::atoi(argv[3])));
  unsigned begun = 0;
  unsigned answered = 0;
  unsigned failed = 0;
  const auto begin = [&](Transfer& transfer) {
    ++begun;
    transfer.body.clear();
    transfer.octets = 0;
    describe(transfer, url, how, body);
    curl_multi_add_handle(multi, transfer.handle);
  };
  for (Transfer& transfer : transfers) {
    if (begun < requests) begin(transfer);
  }
  while (answered < requests) {
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* const handle = message->easy_handle;
      const CURLcode outcome = message->data.result;
      Transfer* transfer = nullptr;
      long status = 0;
      curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
      curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
      curl_multi_remove_handle(multi, handle);
      ++answered;
      if (outcome != CURLE_OK || status != 200 || transfer->octets == 0) ++failed;
      if (begun < requests) begin(*transfer);
    }
    if (answered < requests) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  if (failed != 0) {
    std::cerr << "fetch_curl: " << failed << " requests failed\n";
    return 1;
  }
}
