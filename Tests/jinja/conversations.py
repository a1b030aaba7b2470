"""What people ask models: twelve sets of variables that chat templates are rendered with."""

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city, \"now\" or later.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Name of the city, e.g. 서울"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "default": "celsius"},
                "days": {"type": "integer", "description": "How far ahead"},
                "places": {"type": "array", "items": {"type": "number"}},
            },
            "required": ["city"],
        },
        "return": {"type": "string"},
    },
}
CLOCK = {
    "type": "function",
    "function": {
        "name": "clock", "description": "What time it is.",
        "parameters": {"type": "object", "properties": {}},
    },
}
CALL = {
    "id": "abc123def", "type": "function",
    "function": {"name": "get_weather", "arguments": {"city": "서울", "days": 2, "sure": True}},
}
SECOND = {
    "id": "xyz789ghi", "type": "function", "function": {"name": "clock", "arguments": {}},
}


def system(text):
    return {"role": "system", "content": text}


def user(text):
    return {"role": "user", "content": text}


def assistant(text, **more):
    return {"role": "assistant", "content": text, **more}


def tool(text, name="get_weather", call=CALL):
    return {"role": "tool", "name": name, "tool_call_id": call["id"], "content": text}


def variables(messages, prompt=True, **more):
    return {
        "messages": messages, "add_generation_prompt": prompt, "bos_token": "<s>",
        "eos_token": "</s>", **more}


CONVERSATIONS = [
    variables([user("What is the capital of France?")]),
    variables([system("You answer in one word."), user("What is the capital of France?")]),
    variables([
        system("Be kind."), user("Hi"), assistant("Hello! How can I help?"), user("2 + 2?"),
        assistant("4"), user("Thanks")]),
    variables([user("Hi"), assistant("Hello")], prompt=False),
    variables([user(""), assistant(""), user("  \n ")]),
    variables([
        system("한국어로 답하세요."), user("안녕하세요? “따옴표”와 '작은따옴표'"),
        assistant("반갑습니다 🙂\n\n- 하나\n- 둘"), user("café e\u0301 \u200b 끝")]),
    variables([
        user("Say \"it's\" \\ <b>&amp;</b> {{ x }} {% if %}\ttab\r\nline"),
        assistant("'quoted' \"twice\" </s>"), user("<|im_end|> [INST] </think>")]),
    variables(
        [system("Use tools."), user("How is the weather in Seoul?")], tools=[WEATHER, CLOCK]),
    variables(
        [
            user("How is the weather in Seoul?"), assistant("", tool_calls=[CALL]),
            tool('{"temperature": 21.5, "sky": "clear"}'), assistant("Clear, 21.5 degrees."),
            user("And the time?"), assistant("", tool_calls=[SECOND]),
            tool("09:05", name="clock", call=SECOND)],
        tools=[WEATHER, CLOCK], functions="[]"),
    variables([user("And the time?"), assistant(None, tool_calls=[SECOND])], functions=None),
    variables([
        user("Think about 7 × 6."),
        assistant("<think>\nSix sevens.\n</think>\n\n42"), user("Sure?")],
        enable_thinking=False, date_string="7 March 2026", documents=[]),
    variables(
        [
            user("Think about 7 × 6."),
            assistant("<think>\nSix sevens.\n</think>\n\n42", reasoning_content="Six sevens."),
            {"role": "user", "content": [
                {"type": "text", "text": "And in "}, {"type": "text", "text": "hex?"}]}],
        enable_thinking=True, tools=None),
]
