"""Text to who applied: name, addresses, phones, links and languages, each with its source words.

Nothing is guessed: a value without words to show for it is left out (issue 7, point 6).
Pure: no I/O, no clock.
"""
