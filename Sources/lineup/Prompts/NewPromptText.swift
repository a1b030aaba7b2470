/// The file that a new prompt begins with. It is a prompt already.
enum NewPromptText {
  static let text = """
    # A prompt for lineup. After a change, this says what is wrong: lineup prompts check

    description: Sentiment of a review, one word

    # chat:        turns of a conversation (for a base model, as completion)
    # completion:  a text that the model goes on with
    # alpaca:      ### Instruction, ### Input, ### Response
    mode: chat

    # What stands in front of all. Leave it out where nothing is to.
    system: Answer with one word.

    # What is asked. {{input}} is asked for; give it any name, or several. Without the colon at its end,
    # a base model would be given "Question: … Answer:".
    user: |
      Review: {{input}}
      Sentiment:

    inputs:
      input: {description: the review, default: The battery died after two days.}

    # What the model is shown as done right. note is for people.
    examples:
      - {input: Great sound and easy to set up., output: positive, note: clear praise}
      - {input: "It broke within a week, and nobody answers.", output: negative}
      - {input: It does what the box says., output: neutral, note: neither}

    # How many of them are given: 0, 1, 2 … or all.
    shots: all

    # How the answer is made; leave out what is to stay as it is:
    # temp, top_k, top_p, min_p, repeat_penalty, repeat_last_n, seed, predict (most tokens)
    sampling: {temp: 0, predict: 8}

    # Texts that end the answer.
    stop: ["\\n"]

    # What the answer must be, for the tick on the screen and for batches. Instead of one_of:
    # equals, contains, regex, json: {name: string, age: integer}
    expect: {one_of: [positive, negative, neutral], ignore_case: true}

    """
}
