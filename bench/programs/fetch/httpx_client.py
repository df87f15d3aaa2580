"""The same with httpx: python3 httpx_client.py URL REQUESTS AT_ONCE whole|stream|post [OCTETS]"""

import asyncio
import sys

import httpx


async def octets_of(client, url, how, body):
    if how == "stream":
        async with client.stream("GET", url) as response:
            octets = sum([len(part) async for part in response.aiter_raw()])
    else:
        response = await (client.post(url, content=body) if how == "post" else client.get(url))
        octets = len(response.content)
    return octets if response.status_code == 200 else 0


async def main(url, requests, at_once, how, octets=0):
    left = iter(range(int(requests)))
    body = bytes(int(octets))
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    async with httpx.AsyncClient(http1=False, http2=True, verify=False, limits=limits, timeout=60) as client:
        async def work():
            for _ in left:
                if not await octets_of(client, url, how, body):
                    sys.exit(1)

        await asyncio.gather(*(work() for _ in range(int(at_once))))


asyncio.run(main(*sys.argv[1:]))
