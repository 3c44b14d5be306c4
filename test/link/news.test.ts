// What is told of links: each thing once, and a link that comes and goes when it stays.
import { beforeEach, describe, expect, it } from "vitest";
import type { NodeId } from "../../events/names.ts";
import { LINK_LIMITS } from "../../src/link/limits.ts";
import { News } from "../../src/link/news.ts";
import { noticeText } from "../../src/link/notice-text.ts";
import type { LinkNotice } from "../../src/link/ports.ts";
import { VirtualTime } from "../record/virtual-time.ts";

let time: VirtualTime;
let told: LinkNotice[];
let news: News;
beforeEach(() => {
  time = new VirtualTime(3);
  told = [];
  news = new News({ ports: time.ports, limits: LINK_LIMITS, notice: (notice) => told.push(notice) });
});

const linked = { kind: "linked", peer: "b", node: "2BB" as NodeId, remote: "192.0.2.2:7000" } as const;
const lost = { kind: "unlinked", peer: "b", code: "SILENT", reason: "nothing for 20 s", isTheirs: false } as const;
const refused = { kind: "refused", peer: "b", code: "CLOCK_OFF", reason: "61 s ahead", isTheirs: false } as const;
const kinds = () => told.map(({ kind }) => kind);

describe("News", () => {
  it("tells a refusal once until it is another one, whatever numbers stand in it", () => {
    news.failed(refused);
    news.failed({ ...refused, reason: "75 s ahead" });
    expect(told).toEqual([refused]);
    news.failed({ ...refused, code: "UNKNOWN_KEY" });
    news.failed(refused);
    expect(kinds()).toEqual(["refused", "refused", "refused"]);
  });

  it("tells each loss of a link that had lasted, and each link", () => {
    for (let n = 0; n < 3; n++) {
      news.linked(linked);
      time.advance(20_000);
      news.failed(lost);
      time.advance(1000);
    }
    expect(kinds()).toEqual(["linked", "unlinked", "linked", "unlinked", "linked", "unlinked"]);
  });

  it("tells of a link that comes and goes once, and again when it stays", () => {
    for (let n = 0; n < 50; n++) {
      news.linked(linked);
      time.advance(100);
      news.failed(lost);
      time.advance(400);
    }
    expect(kinds()).toEqual(["linked", "unlinked"]);
    news.linked(linked);
    time.advance(LINK_LIMITS.steadyMs);
    expect(kinds()).toEqual(["linked", "unlinked", "linked"]);
    news.failed(lost);
    expect(kinds().at(-1)).toBe("unlinked");
  });

  it("tells at once of a link that takes the place of another", () => {
    news.linked(linked);
    news.failed({ ...lost, code: "REPLACED" });
    news.linked(linked);
    expect(kinds()).toEqual(["linked", "unlinked", "linked"]);
  });

  it("tells again what an operator asked for again", () => {
    news.failed(refused);
    news.forget("b");
    news.failed(refused);
    expect(told).toHaveLength(2);
  });

  it("tells of a stranger's host once, and of no more than some strangers in a minute", () => {
    const stranger = (host: string) => news.stranger({ ...refused, peer: `${host}:${Math.floor(told.length + 5000)}` });
    for (let n = 0; n < 5; n++) stranger("192.0.2.9");
    expect(told).toHaveLength(1);
    for (let n = 0; n < 100; n++) stranger(`2001:db8::${n.toString(16)}`);
    expect(told).toHaveLength(LINK_LIMITS.strangersPerMinute);
    time.advance(60_000);
    stranger("198.51.100.1");
    expect(told).toHaveLength(LINK_LIMITS.strangersPerMinute + 1);
  });
});

describe("the text of a notice", () => {
  it("says what happened, with its code, and what to do by who said so", () => {
    const key = { ...refused, code: "UNKNOWN_KEY", reason: "no such key" } as const;
    expect(noticeText(linked)).toBe("linked with b (2BB) at 192.0.2.2:7000");
    expect(noticeText({ kind: "unreachable", peer: "b", reason: "no way" })).toBe("b cannot be reached: no way");
    expect(noticeText(lost)).toBe("unlinked from b: SILENT: nothing for 20 s");
    expect(noticeText(key)).toMatch(/^no link with b: UNKNOWN_KEY: no such key\. What to do: if it is to be a peer, /);
    expect(noticeText({ ...key, isTheirs: true })).toMatch(/What to do: put what `hansard id` prints here under /);
  });
});
