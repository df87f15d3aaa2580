"""The same with httpx: python3 httpx_client.py URL REQUESTS AT_ONCE [OCTETS]"""

import asyncio
import sys

import httpx


async def main(url, requests, at_once, octets=0):
    left = iter(range(requests))
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    async with httpx.AsyncClient(http1=False, http2=True, verify=False, limits=limits, timeout=60) as client:
        async def work():
            for _ in left:
                response = await (client.post(url, content=bytes(octets)) if octets else client.get(url))
                if response.status_code != 200 or not response.content:
                    sys.exit(1)

        await asyncio.gather(*(work() for _ in range(at_once)))


asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
