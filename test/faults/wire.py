# A wire between two network interfaces that is long and loses packets, for kernels without netem: each frame that comes
# in at one end leaves at the other after the delay, or never. It needs Linux and root, and must not look into frames.
#   python3 wire.py ONE OTHER --delay-ms 200 --loss 0.05 --seed 1
import argparse
import array
import collections
import fcntl
import random
import select
import socket
import struct
import time

SOL_PACKET, PACKET_OUTGOING = 263, 4
SIOCETHTOOL = 0x8946
# ETHTOOL_STXCSUM, STSO, SGSO, SGRO: frames must be whole and no longer than the interface allows.
OFFLOADS = (0x17, 0x1F, 0x24, 0x2C)


def plain(name):
    """Switches off what the kernel leaves to the hardware."""
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for command in OFFLOADS:
        value = array.array("I", (command, 0))
        fcntl.ioctl(control, SIOCETHTOOL, struct.pack("16sP", name.encode(), value.buffer_info()[0]))


def end(name):
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    opened.bind((name, 0))
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024 * 1024)
    return opened


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--plain", action="store_true", help="only switch offloads off, of both interfaces")
    parser.add_argument("one")
    parser.add_argument("other")
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--loss", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.plain:
        for name in (asked.one, asked.other):
            plain(name)
        return
    dice = random.Random(asked.seed)
    ends = [end(asked.one), end(asked.other)]
    across = {ends[0]: ends[1], ends[1]: ends[0]}
    # The delay is the same for all, so what comes first leaves first.
    under_way = collections.deque()
    print("ready", flush=True)
    while True:
        wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        for source in select.select(ends, [], [], wait)[0]:
            try:
                while True:
                    frame, address = source.recvfrom(65536)
                    if address[2] != PACKET_OUTGOING and dice.random() >= asked.loss:
                        under_way.append((time.monotonic() + asked.delay_ms / 1000, across[source], frame))
            except BlockingIOError:
                pass
        while under_way and under_way[0][0] <= time.monotonic():
            _, to, frame = under_way.popleft()
            try:
                to.send(frame)
            except OSError:
                # A full queue or an interface that has gone loses frames too.
                pass


main()
