"""The made-up models: for every architecture, sizes and options that are easy to get wrong."""

from gguf import GGMLQuantizationType as Type

from architecture_recipe import Recipe

F32 = Type.F32


class Builder:
    """Keys and tensors under the names that architectures share."""

    def __init__(
        self, name, architecture, seed, *, layers, width, heads, hidden, vocabulary="gpt2",
        size=307, kv_heads=None, head=None, context=256, trained=512, types=F32, epsilon=2e-3,
    ):  # fmt: skip
        self.recipe = Recipe(name, architecture, seed, context, vocabulary, size)
        self.layers, self.width, self.hidden, self.size = layers, width, hidden, size
        self.heads, self.kv_heads = heads, kv_heads or heads
        self.head = head or width // heads
        self.types = types
        self.key("context_length", "u32", trained)
        self.key("block_count", "u32", layers)
        self.key("embedding_length", "u32", width)
        self.key("attention.head_count", "u32", heads)
        if kv_heads:
            self.key("attention.head_count_kv", "u32", kv_heads)
        if head:
            self.key("attention.key_length", "u32", head)
            self.key("attention.value_length", "u32", head)
        if hidden:
            self.key("feed_forward_length", "u32", hidden)
        # Larger than anyone's, so that it matters.
        epsilon_key = "epsilon" if architecture == "gpt2" else "rms_epsilon"
        self.key(f"attention.layer_norm_{epsilon_key}", "f32", epsilon)

    def key(self, *arguments):
        self.recipe.key(*arguments)

    def matrix(self, name, columns, rows, gain=1.0, experts=None):
        """`gain` is how large the outputs are where the inputs are of size 1."""
        types = self.types
        kind = types if isinstance(types, Type) else types.get(name.split(".")[-1], types["*"])
        dimensions = [columns, rows] + ([experts] if experts else [])
        self.recipe.tensor(name + ".weight", dimensions, kind, gain / columns**0.5)

    def vector(self, name, size, middle=1.0, deviation=0.2):
        dimensions = size if isinstance(size, list) else [size]
        self.recipe.tensor(name, dimensions, F32, deviation, middle)

    def norm(self, name, size=None, middle=1.0, bias=False):
        self.vector(name + ".weight", size or self.width, middle)
        if bias:
            self.vector(name + ".bias", size or self.width, 0, 0.3)

    def bias(self, name, size, deviation=0.5):
        self.vector(name + ".bias", size, 0, deviation)

    def embedding(self, gain=2.0, tied=True):
        self.matrix("token_embd", self.width, self.size, gain=gain)
        if not tied:
            gain = 2.5 if self.types == F32 else 1.8
            self.matrix("output", self.width, self.size, gain=gain)

    def long_factors(self, rotated):
        self.vector("rope_factors_long.weight", rotated // 2, 6.0, 2.0)
        self.vector("rope_factors_short.weight", rotated // 2, 1.5, 0.25)

    def attention(
        self, at, fused=False, bias=False, output_bias=False, head_norms=False, gain=None
    ):  # fmt: skip
        """Queries and keys large enough that attention prefers some tokens clearly.

        Less so where activations are rounded to int8, which that would blow up.
        """
        gain = gain or (1.5 if self.types == F32 else 1.0)
        queries, keys = self.heads * self.head, self.kv_heads * self.head
        if fused:
            self.matrix(at + "attn_qkv", self.width, queries + 2 * keys, gain=gain)
            if bias:
                self.bias(at + "attn_qkv", queries + 2 * keys)
        else:
            for name, rows in [("attn_q", queries), ("attn_k", keys), ("attn_v", keys)]:
                self.matrix(at + name, self.width, rows, gain=1.0 if name == "attn_v" else gain)
                if bias:
                    self.bias(at + name, rows)
        if head_norms:
            self.norm(at + "attn_q_norm", self.head, middle=1.5)
            self.norm(at + "attn_k_norm", self.head, middle=1.5)
        self.matrix(at + "attn_output", queries, self.width)
        if output_bias:
            self.bias(at + "attn_output", self.width)

    def feed_forward(self, at, bias=False, gate=True):
        if gate:
            self.matrix(at + "ffn_gate", self.width, self.hidden)
        self.matrix(at + "ffn_up", self.width, self.hidden)
        self.matrix(at + "ffn_down", self.hidden, self.width, gain=2.0)
        if bias:
            if gate:
                self.bias(at + "ffn_gate", self.hidden)
            self.bias(at + "ffn_up", self.hidden)
            self.bias(at + "ffn_down", self.width)

    def experts(self, at, count, hidden, gain=1.0, bias=False):
        # The router's weights are never quantised.
        deviation = 2.0 / self.width**0.5
        self.recipe.tensor(at + "ffn_gate_inp.weight", [self.width, count], F32, deviation)
        if bias:
            self.bias(at + "ffn_gate_inp", count)
        shapes = [("ffn_gate_exps", self.width, hidden), ("ffn_up_exps", self.width, hidden)]
        for name, columns, rows in [*shapes, ("ffn_down_exps", hidden, self.width)]:
            is_down = name == "ffn_down_exps"
            self.matrix(at + name, columns, rows, 2.0 if is_down else gain, count)
            if bias:
                self.vector(at + name + ".bias", [rows, count], 0, 0.5)

    def norms_and(self, body, bias=False, output_norm=1.0):
        """Layers of two norms and what stands behind each."""
        for index in range(self.layers):
            at = f"blk.{index}."
            self.norm(at + "attn_norm", bias=bias)
            self.norm(at + "ffn_norm", bias=bias)
            body(at)
        self.norm("output_norm", middle=output_norm, bias=bias)


def llama(
    name, seed, *, tied=False, bias=False, keys=(), factors=None, rope=True, architecture="llama",
    qkv_bias=False, head_norms=False, experts=None, embedding=2.0, output_norm=1.0, **shape,
):  # fmt: skip
    """LLaMA, and what differs from it by biases, norms of heads and experts."""
    model = Builder(name, architecture, seed, **shape)
    if rope:
        model.key("rope.dimension_count", "u32", model.head)
    for key in keys:
        model.key(*key)
    if experts:
        count, used, hidden = experts
        model.key("expert_count", "u32", count)
        model.key("expert_used_count", "u32", used)
    model.embedding(gain=embedding, tied=tied)
    if factors == "long":
        model.long_factors(model.head)
    elif factors:
        middle, deviation = factors
        model.vector("rope_freqs.weight", model.head // 2, middle, deviation)

    def layer(at):
        model.attention(at, bias=bias or qkv_bias, output_bias=bias, head_norms=head_norms)
        if experts:
            model.experts(at, count, hidden)
        else:
            model.feed_forward(at, bias=bias)

    model.norms_and(layer, output_norm=output_norm)
    return model.recipe


def gpt2(name, seed, *, tied, **shape):
    model = Builder(name, "gpt2", seed, trained=160, context=160, **shape)
    model.embedding(tied=tied)
    # Learned positions are never quantised so far.
    model.vector("position_embd.weight", [model.width, 160], 0, 0.3)

    def layer(at):
        model.attention(at, fused=True, bias=True, output_bias=True)
        model.feed_forward(at, bias=True, gate=False)

    model.norms_and(layer, bias=True)
    return model.recipe


def phi3(name, seed, *, tied, rotated, factors=False, keys=(), **shape):
    model = Builder(name, "phi3", seed, **shape)
    model.key("rope.dimension_count", "u32", rotated)
    for key in keys:
        model.key(*key)
    model.embedding(tied=tied)
    if factors:
        model.long_factors(rotated)

    def layer(at):
        model.attention(at, fused=True)
        model.matrix(at + "ffn_up", model.width, 2 * model.hidden)
        model.matrix(at + "ffn_down", model.hidden, model.width, gain=2.0)

    model.norms_and(layer)
    return model.recipe


def gemma(
    name, seed, *, generation=1, keys=(), gain=None, embedding=0.6, output_norm=4.0, **shape
):  # fmt: skip
    architecture = {1: "gemma", 2: "gemma2", 3: "gemma3"}[generation]
    model = Builder(name, architecture, seed, vocabulary="llama", epsilon=5e-3, **shape)
    for key in keys:
        model.key(*key)
    model.embedding(gain=embedding)

    def layer(at):
        model.attention(at, head_norms=generation == 3, gain=gain)
        model.feed_forward(at)
        if generation > 1:
            model.norm(at + "post_attention_norm", middle=1.0)
            model.norm(at + "post_ffw_norm", middle=1.0)

    model.norms_and(layer, output_norm=output_norm)
    return model.recipe


def gpt_oss(name, seed, *, experts, keys=(), **shape):
    model = Builder(name, "gpt-oss", seed, hidden=None, **shape)
    count, used, hidden = experts
    model.key("expert_count", "u32", count)
    model.key("expert_used_count", "u32", used)
    model.key("expert_feed_forward_length", "u32", hidden)
    for key in keys:
        model.key(*key)
    model.embedding(tied=False)
    for index in range(model.layers):
        at = f"blk.{index}."
        model.norm(at + "attn_norm")
        model.attention(at, bias=True, output_bias=True, gain=1.0)
        model.vector(at + "attn_sinks.weight", model.heads, 1.0, 1.0)
        model.norm(at + "post_attention_norm")
        # Large enough that some gates and values are beyond 7, where they are cut.
        model.experts(at, count, hidden, gain=3.0, bias=True)
    model.norm("output_norm")
    return model.recipe


def linear(factor):
    return [("rope.scaling.type", "string", "linear"), ("rope.scaling.factor", "f32", factor)]


def yarn(factor, original):
    return [
        ("rope.scaling.type", "string", "yarn"),
        ("rope.scaling.factor", "f32", factor),
        ("rope.scaling.original_context_length", "u32", original),
    ]


def base(value):
    return ("rope.freq_base", "f32", value)


def window(size):
    return ("attention.sliding_window", "u32", size)


def caps(attention, final):
    return [
        ("attn_logit_softcapping", "f32", attention),
        ("final_logit_softcapping", "f32", final),
    ]


def granite(embedding, residual, attention, logits):
    return [
        ("embedding_scale", "f32", embedding),
        ("residual_scale", "f32", residual),
        ("attention.scale", "f32", attention),
        ("logit_scale", "f32", logits),
    ]


def long_rope(context, factor):
    return [
        ("rope.scaling.original_context_length", "u32", context),
        ("rope.scaling.attn_factor", "f32", factor),
    ]


def dense():
    """Models of one feed-forward a layer, all weights in F32."""
    yield llama(
        "llama", 1, vocabulary="llama", layers=2, width=72, heads=3, hidden=100, rope=False
    )  # fmt: skip
    yield llama(
        "llama-gqa", 2, tied=True, layers=2, width=56, heads=4, kv_heads=2, head=40, hidden=112,
        keys=[base(500000.0)], size=301,
    )  # fmt: skip
    yield llama(
        "llama-3.1", 3, layers=2, width=64, heads=4, kv_heads=1, hidden=96, factors=(4.0, 1.8),
        keys=[base(500000.0)],
    )  # fmt: skip
    yield llama(
        "llama-linear", 4, vocabulary="llama", layers=2, width=48, heads=2, hidden=100,
        keys=linear(4.0), tied=True,
    )  # fmt: skip
    yield llama(
        "llama-linear-old-key", 5, layers=2, width=48, heads=2, hidden=100,
        keys=[("rope.scale_linear", "f32", 2.5)],
    )  # fmt: skip
    yield llama(
        "llama-yarn", 6, layers=2, width=96, heads=3, kv_heads=3, hidden=96, keys=yarn(4.0, 64),
        tied=True,
    )  # fmt: skip
    yield llama(
        "llama-longrope", 8, layers=2, width=64, heads=2, hidden=96, factors="long",
        keys=[("rope.scaling.type", "string", "longrope"), *long_rope(256, 1.1)], context=512,
    )  # fmt: skip
    yield llama(
        "llama-biases", 7, bias=True, layers=2, width=80, heads=4, kv_heads=2, hidden=90, size=299
    )  # fmt: skip
    yield llama(
        "qwen2", 10, architecture="qwen2", qkv_bias=True, layers=2, width=72, heads=3, kv_heads=1,
        hidden=100, keys=[base(1000000.0)], rope=False,
    )  # fmt: skip
    yield llama(
        "qwen2-yarn", 11, architecture="qwen2", qkv_bias=True, layers=2, width=80, heads=2,
        hidden=88, keys=[base(1000000.0), *yarn(8.0, 32)], tied=True, rope=False,
    )  # fmt: skip
    yield llama(
        "qwen3", 12, architecture="qwen3", head_norms=True, layers=2, width=56, heads=4,
        kv_heads=2, head=24, hidden=100, keys=[base(1000000.0)], tied=True, rope=False,
    )  # fmt: skip
    yield llama(
        "qwen3-mha", 13, architecture="qwen3", head_norms=True, layers=3, width=72, heads=2,
        head=40, hidden=72, keys=[base(50000.0)], rope=False, size=303,
    )  # fmt: skip
    yield gpt2("gpt2", 14, tied=False, layers=2, width=72, heads=3, hidden=288)
    yield gpt2("gpt2-tied", 15, tied=True, layers=3, width=80, heads=2, hidden=100, size=301)
    yield gemma("gemma", 16, layers=2, width=72, heads=3, kv_heads=1, head=40, hidden=100)
    yield gemma("gemma-mha", 17, layers=2, width=48, heads=2, kv_heads=2, head=32, hidden=90)
    yield gemma(
        "gemma2", 18, generation=2, layers=4, width=56, heads=4, kv_heads=2, head=24, hidden=100,
        context=512, keys=[window(13), *caps(5.0, 9.0)],
    )  # fmt: skip
    yield gemma(
        "gemma2-mha", 19, generation=2, layers=3, width=72, heads=2, head=40, hidden=90, gain=2.0,
        output_norm=8.0, keys=[window(32)], size=303,
    )  # fmt: skip
    # So many layers make it the 27B model, whose queries are scaled by another rule.
    yield gemma(
        "gemma2-27b", 24, generation=2, layers=46, width=24, heads=2, kv_heads=1, head=8,
        hidden=20, size=131, keys=[window(11), *caps(50.0, 30.0)],
    )  # fmt: skip
    yield gemma(
        "gemma2-pattern", 25, generation=2, layers=4, width=48, heads=3, kv_heads=1, head=24,
        hidden=72, keys=[
            window(17), *caps(20.0, 30.0), *linear(2.0), ("rope.freq_base_swa", "f32", 300.0),
            ("attention.sliding_window_pattern", "bools", [False, True, True, False]),
        ],
    )  # fmt: skip
    yield gemma(
        "gemma3-whole", 26, generation=3, layers=3, width=48, heads=2, kv_heads=1, head=32,
        hidden=72, keys=[base(1000000.0), ("final_logit_softcapping", "f32", 8.0)],
    )  # fmt: skip
    yield gemma(
        "gemma3-linear", 20, generation=3, layers=7, width=40, heads=2, kv_heads=1, head=32,
        hidden=72, keys=[base(1000000.0), window(10), *linear(8.0)],
    )  # fmt: skip
    yield phi3(
        "phi3-short", 21, tied=False, rotated=24, factors=True, vocabulary="llama", layers=2,
        width=72, heads=3, kv_heads=3, hidden=100, context=256, trained=512,
        keys=[*long_rope(256, 1.19), window(20)],
    )  # fmt: skip
    yield phi3(
        "phi3-long", 22, tied=False, rotated=24, factors=True, vocabulary="llama", layers=2,
        width=96, heads=4, kv_heads=2, hidden=80, context=512, trained=512,
        keys=[*long_rope(256, 1.19), window(0)],
    )  # fmt: skip
    yield phi3(
        "phi3-partial", 23, tied=True, rotated=18, layers=2, width=72, heads=3, kv_heads=1,
        hidden=100, keys=[base(250000.0)],
    )  # fmt: skip


def others():
    yield llama(
        "smollm3", 30, architecture="smollm3", layers=5, width=48, heads=4, kv_heads=2, hidden=80,
        context=512, keys=[base(50000.0)], tied=True,
    )  # fmt: skip
    yield llama(
        "smollm3-mha", 31, architecture="smollm3", layers=8, width=48, heads=2, hidden=64,
    )  # fmt: skip
    yield llama(
        "granite", 32, architecture="granite", layers=3, width=72, heads=3, kv_heads=1, hidden=100,
        keys=granite(6.0, 0.4, 0.11, 1.7), tied=True, embedding=0.5, output_norm=6.0,
    )  # fmt: skip
    yield llama(
        "granite-mha", 33, architecture="granite", layers=2, width=80, heads=2, hidden=90,
        keys=[("logit_scale", "f32", 0.7)],
    )  # fmt: skip
    yield llama(
        "granite-unrotated", 34, architecture="granite", layers=2, width=72, heads=3, hidden=90,
        keys=[("logit_scale", "f32", 2.0), ("rope.scaling.finetuned", "bool", False)],
        embedding=4.0,
    )  # fmt: skip


def experts():
    yield llama(
        "mixtral", 40, vocabulary="llama", layers=2, width=56, heads=4, kv_heads=2, head=24,
        hidden=40, experts=(6, 2, 40), keys=[base(1000000.0)],
    )  # fmt: skip
    yield llama(
        "mixtral-tied", 41, layers=2, width=48, heads=2, hidden=36, experts=(8, 3, 36), tied=True,
    )  # fmt: skip
    yield llama(
        "qwen3moe", 42, architecture="qwen3moe", head_norms=True, layers=2, width=56, heads=4,
        kv_heads=2, head=24, hidden=100, experts=(8, 3, 36), rope=False,
        keys=[base(1000000.0), ("expert_feed_forward_length", "u32", 36)],
    )  # fmt: skip
    yield llama(
        "qwen3moe-mha", 43, architecture="qwen3moe", head_norms=True, layers=2, width=72, heads=3,
        hidden=96, experts=(5, 2, 48), rope=False, tied=True,
    )  # fmt: skip
    yield gpt_oss(
        "gpt-oss", 44, layers=4, width=56, heads=4, kv_heads=2, head=24, experts=(5, 2, 40),
        context=512, keys=[base(150000.0), window(12), *yarn(32.0, 64)],
    )  # fmt: skip
    yield gpt_oss(
        "gpt-oss-mha", 45, layers=3, width=72, heads=3, head=16, experts=(4, 3, 28),
        keys=[
            window(24), ("attention.sliding_window_pattern", "u32", 3),
            ("rope.freq_base_swa", "f32", 500.0),
        ],
    )  # fmt: skip


def quantised():
    """One of every architecture with weights of few bits; as quantisers mix them."""
    q8, q4, q41, q5, q51 = Type.Q8_0, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1
    q4k, q5k, q6k = Type.Q4_K, Type.Q5_K, Type.Q6_K
    yield llama(
        "llama-q8_0", 60, vocabulary="llama", layers=2, width=96, heads=3, kv_heads=1, hidden=160,
        types={"*": q8, "token_embd": q4},
    )  # fmt: skip
    yield llama(
        "llama-q4_k", 61, layers=2, width=256, heads=4, kv_heads=2, hidden=256, size=301,
        factors=(4.0, 1.8), keys=[base(500000.0)], tied=True,
        types={"*": q4k, "attn_v": q6k, "ffn_down": q6k, "token_embd": q6k},
    )  # fmt: skip
    yield llama(
        "qwen2-q5_0", 62, architecture="qwen2", qkv_bias=True, layers=2, width=96, heads=3,
        kv_heads=1, hidden=160, keys=[base(1000000.0)], rope=False,
        types={"*": q5, "attn_v": q8, "token_embd": q8, "output": q8},
    )  # fmt: skip
    yield llama(
        "qwen3-q4_0", 63, architecture="qwen3", head_norms=True, layers=2, width=96, heads=4,
        kv_heads=2, head=40, hidden=96, keys=[base(1000000.0)], tied=True, rope=False,
        types={"*": q4, "token_embd": q8},
    )  # fmt: skip
    yield gpt2(
        "gpt2-q5_1", 64, tied=True, layers=2, width=96, heads=3, hidden=384,
        types={"*": q51, "token_embd": q8},
    )  # fmt: skip
    yield phi3(
        "phi3-q4_k", 65, tied=False, rotated=64, factors=True, vocabulary="llama", layers=2,
        width=256, heads=4, kv_heads=2, hidden=256, context=256, trained=512,
        keys=long_rope(256, 1.19),
        types={"*": q4k, "attn_qkv": q5k, "ffn_down": q6k, "output": q6k},
    )  # fmt: skip
    yield gemma(
        "gemma-q8_0", 66, layers=2, width=96, heads=2, kv_heads=1, head=64, hidden=96,
        types={"*": q8},
    )  # fmt: skip
    yield gemma(
        "gemma2-q4_1", 67, generation=2, layers=4, width=64, heads=4, kv_heads=2, head=24,
        hidden=96, keys=[window(13), *caps(5.0, 9.0)], types={"*": q41, "token_embd": q8},
    )  # fmt: skip
    yield llama(
        "smollm3-q5_k", 68, architecture="smollm3", layers=4, width=256, heads=4, kv_heads=1,
        hidden=256, tied=True, types={"*": q5k, "ffn_down": q6k, "token_embd": q6k},
    )  # fmt: skip
    yield llama(
        "granite-q4_0", 69, architecture="granite", layers=3, width=96, heads=3, kv_heads=1,
        hidden=128, keys=granite(6.0, 0.4, 0.11, 1.7), tied=True, embedding=0.5, output_norm=6.0,
        types={"*": q4, "token_embd": q8},
    )  # fmt: skip
    yield llama(
        "mixtral-q4_k", 70, vocabulary="llama", layers=2, width=256, heads=4, kv_heads=2,
        hidden=256, experts=(4, 2, 256), types={"*": q4k, "attn_v": q8, "ffn_down_exps": q6k},
    )  # fmt: skip
    yield llama(
        "qwen3moe-q5_0", 71, architecture="qwen3moe", head_norms=True, layers=2, width=96, heads=3,
        kv_heads=1, head=40, hidden=96, experts=(8, 3, 32), rope=False,
        keys=[("expert_feed_forward_length", "u32", 32)],
        types={"*": q5, "token_embd": q8, "attn_output": F32},
    )  # fmt: skip
    yield llama(
        "qwen2-q2_k", 74, architecture="qwen2", qkv_bias=True, layers=2, width=256, heads=4,
        kv_heads=1, hidden=256, keys=[base(1000000.0)], rope=False,
        types={"*": Type.Q2_K, "attn_v": Type.Q3_K, "ffn_down": Type.Q3_K, "output": q6k},
    )  # fmt: skip
    yield llama(
        "qwen3moe-iq4_xs", 77, architecture="qwen3moe", head_norms=True, layers=2, width=256,
        heads=4, kv_heads=2, hidden=96, experts=(4, 2, 96), rope=False, tied=True, embedding=1.0,
        output_norm=1.8, keys=[("expert_feed_forward_length", "u32", 96)],
        types={"*": Type.IQ4_XS, "ffn_down_exps": Type.IQ4_NL, "token_embd": q6k},
    )  # fmt: skip
    yield gpt_oss(
        "gpt-oss-mxfp4", 97, layers=4, width=96, heads=4, kv_heads=2, head=32,
        experts=(6, 2, 64), keys=[base(150000.0), window(12), *yarn(32.0, 64)],
        types={
            "*": q8, "ffn_gate_exps": Type.MXFP4, "ffn_up_exps": Type.MXFP4,
            "ffn_down_exps": Type.MXFP4,
        },
    )  # fmt: skip


def all_recipes():
    yield from dense()
    yield from others()
    yield from experts()
    yield from quantised()
