// ncurses, which knows what the terminal shows and what bytes bring it to a new picture. It writes
// to a file in memory: it can then never block, and a frame reaches the terminal in one write.
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
// A macro of term.h that is an ordinary word.
#undef columns
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "guard.h"
#include "slots.h"
#include "include/terminal.h"
#include "widths.h"

static SCREEN *screen;
static FILE *output, *input;
static int buffer = -1;  // The file in memory that `output` writes to.
static int colors;
static bool mixes_rgb;
static bool user_is_utf8, has_osc, default_colors;
static uint8_t *frame;  // The last update's bytes.
static size_t frame_capacity;

static const char begin_frame[] = "\033[?2026h", end_frame[] = "\033[?2026l";

static const char *capability(const char *name) {
  const char *text = tigetstr((char *)name);
  return text == NULL || text == (char *)-1 ? "" : text;
}

static bool is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

static bool set_locale(void) {
  setlocale(LC_CTYPE, "");
  user_is_utf8 = is_utf8();
  if (user_is_utf8) return true;
  const char *names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (setlocale(LC_CTYPE, names[i]) && is_utf8()) return true;
  }
  return false;
}

/// LINES and COLUMNS may say anything, but with an entry that names no size, such as the Linux
/// console's, ncurses starts only where it is allowed to look at them.
static void set_size_source(void) {
  const bool is_known = tigetnum("lines") > 0 && tigetnum("cols") > 0;
  use_env(!is_known);
  if (is_known) return;
  const char *names[] = {"LINES", "COLUMNS"};
  for (int i = 0; i < 2; i++) {
    const char *value = getenv(names[i]);
    if (value && (strlen(value) > 3 || atoi(value) < 1)) unsetenv(names[i]);
  }
}

/// Whether $TERM names a screen that this can be drawn on.
static int check_terminal(void) {
  int status = 0;
  use_env(FALSE);
  if (setupterm(NULL, buffer, &status) != OK) {
    // 1 is a printer, 0 also "generic"; all the same to us but for the wording.
    return status == 1 ? terminal_error_dumb : terminal_error_unknown;
  }
  // Other than ANSI terminals would print our sequences.
  const bool usable = strncmp(capability("cup"), "\033[", 2) == 0 && *capability("clear");
  set_size_source();
  has_osc = tigetflag("XT") > 0 || *capability("tsl");
  const char *name = getenv("TERM");
  // These take them without their entries saying so.
  const char *known[] = {"xterm", "tmux", "foot", "alacritty", "rxvt", "wezterm", "ghostty", "contour"};
  for (size_t i = 0; name && i < sizeof known / sizeof *known; i++) {
    if (strncmp(name, known[i], strlen(known[i])) == 0) has_osc = true;
  }
  if (getenv("TMUX")) has_osc = true;  // With TERM=screen-256color it is tmux all the same.
  del_curterm(cur_term);
  return usable ? 0 : terminal_error_dumb;
}

/// Whether a terminal whose entry has 256 colours takes any RGB colour beside them, in a sequence
/// like the one for those.
static bool takes_rgb(void) {
  const char *said = getenv("COLORTERM");
  const bool is_said = said && (strcmp(said, "truecolor") == 0 || strcmp(said, "24bit") == 0);
  if (!is_said && tigetflag("RGB") <= 0 && tigetflag("Tc") <= 0) return false;
  // Inside of screen, the variable tells of the terminal around it.
  if (getenv("STY") && !getenv("TMUX")) return false;
  return slots_fit(tiparm(capability("setaf"), 100), false)
    && slots_fit(tiparm(capability("setab"), 100), true);
}

static void set_colors(int color_limit) {
  colors = 0;
  mixes_rgb = false;
  slots_forget();
  default_colors = false;
  if (color_limit == 0 || !has_colors() || start_color() != OK) return;
  default_colors = use_default_colors() == OK;
  mixes_rgb = color_limit < 0 && COLORS == 256 && takes_rgb();
  if (mixes_rgb || (COLORS >= 1 << 24 && tigetflag("RGB") > 0)) {
    colors = 1 << 24;
  } else {
    colors = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
  }
  if (color_limit > 0 && color_limit < colors) {
    colors = color_limit >= 256 ? 256 : color_limit >= 16 ? 16 : color_limit >= 8 ? 8 : 0;
  }
}

static void empty_buffer(void) {
  if (ftruncate(buffer, 0) == 0) lseek(buffer, 0, SEEK_SET);
}

int terminal_screen_open(int rows, int columns, int color_limit) {
  if (!set_locale()) return terminal_error_locale;
  buffer = memfd_create("screen", MFD_CLOEXEC);
  if (buffer < 0) return terminal_error_ncurses;
  const int problem = check_terminal();
  if (problem) {
    terminal_screen_close();
    return problem;
  }
  output = fdopen(dup(buffer), "w");
  input = fopen("/dev/null", "re");
  // newterm would replace our handling of these by its own.
  const int numbers[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
  struct sigaction actions[4];
  for (int i = 0; i < 4; i++) sigaction(numbers[i], NULL, &actions[i]);
  screen = output && input ? newterm(NULL, output, input) : NULL;
  for (int i = 0; i < 4; i++) sigaction(numbers[i], &actions[i], NULL);
  if (!screen) {
    terminal_screen_close();
    return terminal_error_ncurses;
  }
  set_term(screen);
  typeahead(-1);
  nonl();
  set_colors(color_limit);
  resizeterm(rows, columns);
  // What ncurses sends to switch to full screen is thrown away: `terminal_screen_enter_bytes` says
  // it, again after every stop.
  refresh();
  empty_buffer();
  clearok(curscr, TRUE);
  guard->leave_length = terminal_screen_leave_bytes(guard->leave, sizeof guard->leave);
  return 0;
}

void terminal_screen_close(void) {
  if (screen) {
    endwin();
    delscreen(screen);
  }
  if (output) fclose(output);
  if (input) fclose(input);
  if (buffer >= 0) close(buffer);
  free(frame);
  screen = NULL;
  output = input = NULL;
  buffer = -1;
  frame = NULL;
  frame_capacity = 0;
}

int terminal_screen_colors(void) { return colors; }
bool terminal_screen_mixes_rgb(void) { return mixes_rgb; }
bool terminal_locale_is_utf8(void) { return user_is_utf8; }
bool terminal_screen_has_osc(void) { return has_osc; }

/// Appends a capability without its padding, `$<2>`, or plain bytes.
static size_t append(uint8_t *bytes, size_t capacity, size_t length, const char *text) {
  while (*text) {
    if (text[0] == '$' && text[1] == '<') {
      const char *end = strchr(text, '>');
      if (end) {
        text = end + 1;
        continue;
      }
    }
    if (length < capacity) bytes[length] = (uint8_t)*text;
    length++;
    text++;
  }
  return length;
}

size_t terminal_screen_enter_bytes(uint8_t *bytes, size_t capacity, bool mouse) {
  size_t length = 0;
  // The title goes on a stack, by xterm's own entry already.
  if (has_osc && !strstr(capability("smcup"), "\033[22;")) {
    length = append(bytes, capacity, length, "\033[22;2t");
  }
  length = append(bytes, capacity, length, capability("smcup"));
  length = append(bytes, capacity, length, capability("sgr0"));
  length = append(bytes, capacity, length, capability("op"));
  // Bracketed paste, focus reports.
  length = append(bytes, capacity, length, "\033[?2004h\033[?1004h");
  if (mouse) length = append(bytes, capacity, length, "\033[?1000h\033[?1002h\033[?1006h");
  length = append(bytes, capacity, length, capability("cnorm"));
  return length <= capacity ? length : 0;
}

size_t terminal_screen_leave_bytes(uint8_t *bytes, size_t capacity) {
  // ST first: whatever ended in the middle of a sequence is over.
  size_t length = append(bytes, capacity, 0, "\033\\");
  length = append(bytes, capacity, length, end_frame);
  // A frame that was broken off may have been inserting, drawing lines, or scrolling a part.
  length = append(bytes, capacity, length, capability("rmir"));
  length = append(bytes, capacity, length, capability("rmacs"));
  if (*capability("csr")) length = append(bytes, capacity, length, "\033[r");
  length = append(bytes, capacity, length, "\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l");
  length = append(bytes, capacity, length, capability("sgr0"));
  length = append(bytes, capacity, length, capability("op"));
  length = append(bytes, capacity, length, capability("cnorm"));
  const char *leave = capability("rmcup");
  // Without a second screen, the picture stays and the prompt goes below it.
  length = append(bytes, capacity, length, *leave ? leave : "\033[999;1H\r\n");
  if (has_osc && !strstr(leave, "\033[23;")) length = append(bytes, capacity, length, "\033[23;2t");
  return length <= capacity ? length : 0;
}

int terminal_screen_pair(int foreground, int background) {
  if (colors == 0) return 0;
  if (!default_colors) {
    if (foreground < 0) foreground = COLOR_WHITE;
    if (background < 0) background = COLOR_BLACK;
  } else if (foreground < 0 && background < 0) {
    return 0;
  }
  if (mixes_rgb) {
    foreground = slot_of(foreground);
    background = slot_of(background);
  }
  const int pair = alloc_pair(foreground, background);
  return pair < 0 ? 0 : pair;
}

static attr_t curses_attributes(unsigned attributes) {
  attr_t result = A_NORMAL;
  if (attributes & terminal_bold) result |= A_BOLD;
  if (attributes & terminal_dim) result |= A_DIM;
  if (attributes & terminal_italic) result |= A_ITALIC;
  if (attributes & terminal_underline) result |= A_UNDERLINE;
  if (attributes & terminal_reverse) result |= A_REVERSE;
  return result;
}

static void put_cell(int row, int column, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) != OK) setcchar(&cell, L" ", attributes, 0, &pair);
  // Unlike add_wch it neither wraps nor interprets what it is given.
  mvadd_wchnstr(row, column, &cell, 1);
}

void terminal_screen_put(
  int row, int column, const struct terminal_cluster *clusters, size_t count,
  const uint32_t *scalars
) {
  if (!screen || row < 0 || row >= LINES || column < 0) return;
  for (size_t i = 0; i < count; i++) {
    const struct terminal_cluster cluster = clusters[i];
    const attr_t attributes = curses_attributes(cluster.attributes);
    wchar_t text[CCHARW_MAX + 1] = {L' '};
    size_t length = 0;
    for (; length < cluster.scalars && length < CCHARW_MAX; length++) {
      text[length] = (wchar_t)scalars[length];
    }
    scalars += cluster.scalars;
    if (column >= COLS) return;
    const int room = cluster.columns == 2 && column + 1 < COLS ? 2 : 1;
    if (room == cluster.columns && cluster.whole) width_set((uint32_t)text[0], room);
    int width = width_of((uint32_t)text[0]);
    if (width == 0 && length < CCHARW_MAX) {
      // A mark without anything to stand on.
      wmemmove(text + 1, text, length);
      text[0] = L' ';
      width = 1;
    } else if (width < 1 || width > room) {
      text[0] = column + 1 < COLS ? L'\uFFFD' : L' ';
      text[1] = 0;
      width = 1;
    }
    put_cell(row, column, text, attributes, cluster.pair);
    if (room > width) put_cell(row, column + 1, L" ", attributes, cluster.pair);
    column += cluster.columns == 2 ? 2 : 1;
  }
}

bool terminal_same_bytes(const void *left, const void *right, size_t count) {
  return memcmp(left, right, count) == 0;
}

void terminal_screen_resize(int rows, int columns) {
  if (!screen || (rows == LINES && columns == COLS)) return;
  resizeterm(rows, columns);
  flushinp();  // resizeterm has queued a KEY_RESIZE that nobody reads.
  terminal_screen_blank();
  terminal_screen_redraw();
}

void terminal_screen_forget_colors(void) {
  if (!slots_forget_if_many()) return;
  // A slot's number means another colour from now on, which ncurses does not see.
  if (screen) clearok(curscr, TRUE);
}

void terminal_screen_blank(void) {
  if (screen) erase();
}

void terminal_screen_redraw(void) {
  if (screen) clearok(curscr, TRUE);
}

const uint8_t *terminal_screen_update(int caret_row, int caret_column, size_t *count) {
  *count = 0;
  if (!screen) return NULL;
  if (caret_row < 0) caret_row = 0;
  if (caret_row >= LINES) caret_row = LINES - 1;
  if (caret_column < 0) caret_column = 0;
  if (caret_column >= COLS) caret_column = COLS - 1;
  move(caret_row, caret_column);
  wnoutrefresh(stdscr);
  doupdate();
  fflush(output);
  const off_t length = lseek(buffer, 0, SEEK_CUR);
  if (length <= 0) return NULL;
  // Where it is understood, a frame between these two is shown at once.
  const size_t begin = has_osc ? sizeof begin_frame - 1 : 0, end = has_osc ? sizeof end_frame - 1 : 0;
  // What `slots_write` may make of it.
  const size_t total = (mixes_rgb ? 2 : 1) * (size_t)length + begin + end;
  if (total > frame_capacity) {
    uint8_t *larger = realloc(frame, total);
    if (!larger) return NULL;
    frame = larger;
    frame_capacity = total;
  }
  memcpy(frame, begin_frame, begin);
  // To the end, from where slots are written out to the beginning, never past what is still unread.
  uint8_t *const raw = frame + total - end - length;
  const ssize_t got = pread(buffer, raw, (size_t)length, 0);
  empty_buffer();
  if (got != length) {
    clearok(curscr, TRUE);
    return NULL;
  }
  const size_t written =
    mixes_rgb ? slots_write(frame + begin, raw, (size_t)length) : (size_t)length;
  memcpy(frame + begin + written, end_frame, end);
  *count = begin + written + end;
  return frame;
}
