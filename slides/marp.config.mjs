// How Marp renders the lecture: one file that asks the network for nothing.

// Root has no sandbox for a browser; CI is root.
if (process.getuid?.() === 0) process.env.CHROME_NO_SANDBOX = '1'

export default {
  themeSet: ['theme.css'],
  html: true,
  pdfNotes: true,
  pdfOutlines: { pages: false, headings: true },
  options: {
    // Otherwise pictures of emoji, and fonts of formulas, from servers elsewhere.
    emoji: { shortcode: false, unicode: false },
    math: false,
  },
}
