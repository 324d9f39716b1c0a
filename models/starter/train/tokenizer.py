"""A byte-pair tokenizer in CLIP's form, learnt from the words of the caption grammar.

It writes the five files that diffusers pipelines carry, and encodes in the training
loop without any dependency.  Text is lower-cased; any other word still has tokens,
because all 256 bytes are in the vocabulary.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

from captions import word_list

BOS, EOS = "<|startoftext|>", "<|endoftext|>"
LENGTH = 48
# CLIP's pattern with the classes that Python's `re` knows: letters, one digit, the rest.
PATTERN = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+", re.IGNORECASE)


def byte_letters() -> list[str]:
    """The printable letter that stands for each byte (the convention of byte-level BPE)."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    out, n = {}, 0
    for b in range(256):
        if b in keep:
            out[b] = chr(b)
        else:
            out[b] = chr(256 + n)
            n += 1
    return [out[b] for b in range(256)]


LETTERS = byte_letters()


def learn_merges(words: list[str], limit: int = 1200) -> list[tuple[str, str]]:
    """Plain BPE until every word is one token."""
    count = Counter(words)
    split = {w: [*w[:-1], w[-1] + "</w>"] for w in count if re.fullmatch(r"[a-z]+", w)}
    merges: list[tuple[str, str]] = []
    while len(merges) < limit:
        pairs: Counter = Counter()
        for w, s in split.items():
            for pair in zip(s, s[1:]):
                pairs[pair] += count[w]
        if not pairs:
            break
        best = max(pairs, key=lambda p: (pairs[p], p))
        merges.append(best)
        for w, s in split.items():
            split[w] = merge(s, best)
    return merges


def merge(parts: list[str], pair: tuple[str, str]) -> list[str]:
    out, i = [], 0
    while i < len(parts):
        if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
            out.append(parts[i] + parts[i + 1])
            i += 2
        else:
            out.append(parts[i])
            i += 1
    return out


class Tokenizer:
    def __init__(self) -> None:
        self.merges = learn_merges(word_list())
        # The order of CLIP's vocabulary: printable bytes first.
        order = sorted(range(256), key=lambda b: (ord(LETTERS[b]) > 255, b))
        names = [LETTERS[b] for b in order]
        tokens = names + [n + "</w>" for n in names]
        tokens += [x for x in dict.fromkeys(a + b for a, b in self.merges) if x not in set(tokens)]
        tokens += [BOS, EOS]
        self.vocab = {t: i for i, t in enumerate(tokens)}
        self.rank = {m: i for i, m in enumerate(self.merges)}
        self.bos, self.eos = self.vocab[BOS], self.vocab[EOS]
        self.cache: dict[str, list[int]] = {}

    def word(self, w: str) -> list[int]:
        if w not in self.cache:
            s = [LETTERS[b] for b in w.encode()]
            s[-1] += "</w>"
            while len(s) > 1:
                best = min(zip(s, s[1:]), key=lambda p: self.rank.get(p, 1 << 30))
                if best not in self.rank:
                    break
                s = merge(s, best)
            if len(self.cache) > 100_000:
                self.cache.clear()
            self.cache[w] = [self.vocab[x] for x in s]
        return self.cache[w]

    def encode(self, text: str, length: int = LENGTH) -> list[int]:
        """bos, tokens cut to fit, eos, then eos as padding."""
        text = unicodedata.normalize("NFC", " ".join(text.split())).lower()
        ids = [i for w in PATTERN.findall(text) for i in self.word(w)][:length - 2]
        return [self.bos, *ids] + [self.eos] * (length - 1 - len(ids))

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        dump = lambda name, value: (folder / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")  # noqa: E731
        (folder / "vocab.json").write_text(json.dumps(self.vocab, ensure_ascii=False), "utf-8")
        (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in self.merges), "utf-8")
        special = lambda t: {"content": t, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}  # noqa: E731
        dump("special_tokens_map.json", {"bos_token": special(BOS), "eos_token": special(EOS), "pad_token": special(EOS), "unk_token": special(EOS)})
        dump("tokenizer_config.json", {
            "added_tokens_decoder": {str(self.bos): {**special(BOS), "special": True}, str(self.eos): {**special(EOS), "special": True}},
            "bos_token": BOS, "clean_up_tokenization_spaces": False, "do_lower_case": True, "eos_token": EOS, "errors": "replace",
            "extra_special_tokens": {}, "model_max_length": LENGTH, "pad_token": EOS, "tokenizer_class": "CLIPTokenizer", "unk_token": EOS,
        })
        regex = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
        dump("tokenizer.json", {
            "version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [{"id": self.bos, **special(BOS), "special": True}, {"id": self.eos, **special(EOS), "special": True}],
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": regex}, "behavior": "Removed", "invert": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}]},
            "post_processor": {"type": "RobertaProcessing", "sep": [EOS, self.eos], "cls": [BOS, self.bos], "trim_offsets": False, "add_prefix_space": False},
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": EOS, "continuing_subword_prefix": "", "end_of_word_suffix": "</w>",
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": self.vocab, "merges": [f"{a} {b}" for a, b in self.merges]},
        })
