/** The product's sign. */
export function Mark() {
  return (
    <span className="mark">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="8" fill="#3b5fe6" />
        <path d="M11 25V7" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
        <path d="M11 8.4h11.2l-3 4.3 3 4.3H11" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinejoin="round" />
      </svg>
      Hoist
    </span>
  );
}
